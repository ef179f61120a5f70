import { resolve } from 'node:path'
import { UserError } from './lib/errors.js'

/** What is set outside the program. Names and defaults are the public contract's. */
export interface Config {
  /** Null: an embedded Postgres under `home`. */
  readonly databaseUrl: string | null
  /** Absolute folder of data, checkpoints and the embedded database. */
  readonly home: string
  readonly engine: EngineChoice
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Null: not said, so only loopback may be listened on. */
  readonly auth: 'off' | null
  readonly logLevel: LogLevel
}

export const ENGINE_CHOICES = [
  'auto',
  'tfjs-node-gpu',
  'tfjs-node',
  'webgpu',
  'wasm',
  'cpu',
] as const
export type EngineChoice = (typeof ENGINE_CHOICES)[number]

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export type Env = Readonly<Record<string, string | undefined>>

/** The process's environment; nothing else reads it. */
export function readEnv(): Env {
  return process.env
}

/** An empty variable counts as unset. */
export function toConfig(env: Env): Config {
  return {
    databaseUrl: databaseUrl(env.DATABASE_URL),
    home: resolve(env.RESIDUA_HOME || '.residua'),
    engine: oneOf('RESIDUA_ENGINE', env.RESIDUA_ENGINE, ENGINE_CHOICES, 'auto'),
    host: env.HOST || '127.0.0.1',
    port: port(env.PORT),
    auth: auth(env.RESIDUA_AUTH),
    logLevel: oneOf('RESIDUA_LOG', env.RESIDUA_LOG, LOG_LEVELS, 'info'),
  }
}

/** Throws if the API would listen beyond this machine without anybody having said that it may. */
export function assertMayListen({ host, auth }: Config): void {
  if (auth === 'off' || isLoopback(host)) return
  throw new UserError(
    `HOST=${host} can be reached from other machines, and this version has no authentication: ` +
      'listen on 127.0.0.1, or set RESIDUA_AUTH=off if the network in front of it is trusted',
  )
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function databaseUrl(value: string | undefined): string | null {
  if (!value) return null
  const valid = URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)
  if (valid) return value
  throw new UserError(
    'DATABASE_URL is not a Postgres address: write postgres://user:password@host:5432/database, ' +
      'or unset it to use an embedded Postgres',
  )
}

function port(value: string | undefined): number {
  if (!value) return 4000
  const number = Number(value)
  if (/^\d+$/.test(value) && number <= 65_535) return number
  throw new UserError(`PORT=${value} is not a port: write a number from 1 to 65535, or 0 for any`)
}

function auth(value: string | undefined): 'off' | null {
  if (!value) return null
  if (value === 'off') return value
  const known = value === 'keys' || value === 'jwt'
  throw new UserError(
    known
      ? `RESIDUA_AUTH=${value} is not built yet: listen on loopback, or set RESIDUA_AUTH=off`
      : `RESIDUA_AUTH=${value} is unknown: write off, keys or jwt`,
  )
}

function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  choices: readonly T[],
  otherwise: T,
): T {
  if (!value) return otherwise
  const found = choices.find((choice) => choice === value)
  if (found) return found
  throw new UserError(`${name}=${value} is unknown: write one of ${choices.join(', ')}`)
}
