import { Writable } from 'node:stream'
import { pino } from 'pino'

/** Use child scopes: `log.child({ scope: 'server' })`. */
export type Log = pino.Logger

export interface LogOptions {
  readonly level?: pino.LevelWithSilent
  /** Only warnings and errors. */
  readonly quiet?: boolean
  /** Readable lines instead of JSON; by default where stderr is a terminal. */
  readonly pretty?: boolean
  readonly destination?: NodeJS.WritableStream
}

/** Writes to stderr, so that stdout contains only results. */
export function createLog({
  level = 'info',
  quiet = false,
  pretty = process.stderr.isTTY ?? false,
  destination = process.stderr,
}: LogOptions = {}): Log {
  const atLeast = quiet && level !== 'silent' && level !== 'error' ? 'warn' : level
  const options = { level: atLeast, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(options, pretty ? prettyStream(destination) : destination)
}

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}

/** `12:34:56 info  server: listening url=http://…`. */
export function prettyLine(json: string): string {
  const { level, time, scope, msg, err, ...rest } = JSON.parse(json) as Record<string, unknown>
  const head = `${String(time).slice(11, 19)} ${(LEVEL_NAMES[Number(level)] ?? '').padEnd(5)}`
  const values = Object.entries(rest).map(([key, value]) => `${key}=${plain(value)}`)
  const text = [scope ? `${scope}: ${msg ?? ''}` : (msg ?? ''), ...values].join(' ')
  const stack = err && typeof err === 'object' && 'stack' in err ? `\n${String(err.stack)}` : ''
  return `${head} ${text}${stack}\n`
}

function prettyStream(destination: NodeJS.WritableStream): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      destination.write(prettyLine(chunk.toString()))
      done()
    },
  })
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
