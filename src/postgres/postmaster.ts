import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toError, UnavailableError } from '../lib/errors.js'
import type { Account } from './account.js'
import { freePort } from './cluster-port.js'
import { endOrphans } from './orphans.js'
import { commandOf, isAlive } from './os-process.js'

/** A running server, as described by its `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

export interface StartOptions {
  readonly postgres: string
  readonly data: string
  readonly log: string
  readonly account: Account | undefined
  readonly settings: Readonly<Record<string, string>>
  /**
   * When the caller first wanted the server; now where left out. Backends that a killed one left behind
   * have their time from then on: of several processes, each may find the start of another in its way
   * many times.
   */
  readonly since?: number
}

const POLL_MS = 10
const START_MS = 60_000
const STOP_MS = 20_000
const LOG_LIMIT_BYTES = 10_000_000
/** Backends of a killed server that are idle end at once; the others are sent SIGQUIT, then SIGKILL. */
const ORPHANS_QUIT_MS = 500
const ORPHANS_KILL_MS = 3_000
const ORPHANS_MS = 60_000
const ORPHANS_POLL_MS = 100

/**
 * The server of a data folder, if one runs. A pid file whose process has gone, or whose number now
 * belongs to another program (after a reboot), is stale; Postgres would take the latter for a running server.
 */
export function findPostmaster(data: string): Postmaster | undefined {
  const file = join(data, 'postmaster.pid')
  const text = readIfThere(file)
  if (text === undefined) return undefined
  const lines = text.split('\n')
  const [pid, folder] = [Number(lines[0]), lines[1]]
  if (!isAlive(pid)) return undefined
  if (!folder || !commandOf(pid).includes(folder)) {
    if (readIfThere(file) === text) rmSync(file, { force: true })
    return undefined
  }
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/**
 * Starts a server that outlives us, on 127.0.0.1 and a free port; where one was killed, once its last
 * backend has gone. Undefined where another process was faster: its server is the one to use.
 */
export async function startPostmaster(
  options: StartOptions,
  portToTry: () => Promise<number> = freePort,
): Promise<Postmaster | undefined> {
  const { since = Date.now() } = options
  let port = await portToTry()
  for (let attempt = 1; ; ) {
    const outcome = await tryStart(options, port)
    if (outcome === 'memory held') {
      await outlastOrphans(options, Date.now() - since)
    } else if (outcome === 'port taken') {
      if (attempt++ === 5) throw failure(options, 'found no free port', '')
      port = await portToTry()
    } else return outcome
  }
}

/** Waits a moment for the backends of a killed server, and ends those that have had enough time. */
async function outlastOrphans(options: StartOptions, waitedMs: number): Promise<void> {
  if (waitedMs > ORPHANS_MS) {
    throw failure(options, 'a killed server has left processes that do not end', '')
  }
  if (waitedMs > ORPHANS_KILL_MS) endOrphans(options.data, 'SIGKILL')
  else if (waitedMs > ORPHANS_QUIT_MS) endOrphans(options.data, 'SIGQUIT')
  await sleep(ORPHANS_POLL_MS)
}

/** Ends a server as `pg_ctl stop -m fast` does: clients are cut off, nothing committed is lost. */
export async function stopPostmaster(data: string): Promise<void> {
  const running = findPostmaster(data)
  if (!running) return
  process.kill(running.pid, 'SIGINT')
  const deadline = Date.now() + STOP_MS
  while (isAlive(running.pid) && findPostmaster(data)?.pid === running.pid) {
    if (Date.now() > deadline) {
      throw new UnavailableError(`Postgres (process ${running.pid}, ${data}) did not stop in time`)
    }
    await sleep(POLL_MS)
  }
}

async function tryStart(
  options: StartOptions,
  port: number,
): Promise<Postmaster | undefined | 'port taken' | 'memory held'> {
  const { postgres, data, account, settings } = options
  const logStart = sizeOf(options.log)
  const log = openSync(options.log, logStart > LOG_LIMIT_BYTES ? 'w' : 'a', 0o600)
  const named = Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(postgres, ['-D', data, '-p', String(port), ...named], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    ...account,
  })
  closeSync(log)
  child.unref()
  let ended: string | undefined
  child.on('error', (error) => {
    ended = error.message
  })
  child.on('exit', (code, signal) => {
    ended = `exited with ${signal ?? code}`
  })
  const deadline = Date.now() + START_MS
  while (ended === undefined) {
    const running = findPostmaster(data)
    if (running?.pid === child.pid && running?.ready) return running
    if (Date.now() > deadline) throw failure(options, 'did not become ready', tail(options.log))
    await sleep(POLL_MS)
  }
  const logged = tail(options.log, logStart > LOG_LIMIT_BYTES ? 0 : logStart)
  if (/could not bind|Address already in use/.test(logged)) return 'port taken'
  if (/lock file ".*" already exists/.test(logged)) return undefined
  if (/pre-existing shared memory block/.test(logged)) return 'memory held'
  throw failure(options, ended, logged)
}

function failure({ data, postgres }: StartOptions, what: string, logged: string): UnavailableError {
  const log = logged && `; its log ends with:\n${logged}`
  return new UnavailableError(`Postgres (${postgres}) did not start on ${data}: ${what}${log}`, {
    retryable: false,
  })
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw toError(thrown)
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** The last lines of what was logged from byte `from` on. */
function tail(file: string, from = 0): string {
  const text = readFileSync(file).subarray(from).toString('utf8')
  return text.trimEnd().split('\n').slice(-10).join('\n')
}
