import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readEnv } from '../../src/config.js'
import { openEmbedded } from '../../src/postgres/embedded.js'
import { poolFor } from '../../src/store/database.js'
import { migrateToLatest } from '../../src/store/migrate.js'

/** A throwaway Postgres with our schema; `release` stops it and removes its files. */
export async function throwawayDatabase() {
  const home = mkdtempSync(join(tmpdir(), 'residua-bench-'))
  // As root the database runs under another account, which must get here.
  chmodSync(home, 0o755)
  const server = await openEmbedded(home, { durable: false })
  const { db, pool, close } = poolFor(server.url, { poolSize: 4 })
  await migrateToLatest(db)
  return {
    url: server.url,
    db,
    pool,
    async release() {
      await close()
      await server.release()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export interface RunningServer {
  readonly url: string
  readonly pid: number
  readonly child: ChildProcess
  stop(): Promise<void>
}

/** The built API in a process of its own. */
export function startApi(databaseUrl: string): Promise<RunningServer> {
  return start('../../src/main.js', [], {
    DATABASE_URL: databaseUrl,
    PORT: '0',
    RESIDUA_LOG: 'error',
  })
}

/** The built API over the store of a home. */
export function startApiOf(home: string): Promise<RunningServer> {
  return start('../../src/main.js', [], { RESIDUA_HOME: home, PORT: '0', RESIDUA_LOG: 'error' })
}

/** The API with no accounts in memory. */
export function startApiFromSql(databaseUrl: string): Promise<RunningServer> {
  return start('../api/from-sql.js', [], {
    DATABASE_URL: databaseUrl,
    PORT: '0',
    RESIDUA_LOG: 'error',
  })
}

export function startLimit(databaseUrl: string): Promise<RunningServer> {
  return start('../api/limit-server.js', [databaseUrl], {})
}

function start(file: string, args: string[], env: Record<string, string>) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  return listening(file, fork(path, args, { env: { ...readEnv(), ...env } }))
}

/** A child process, once it has reported the `{ url }` it listens on. */
export async function listening(file: string, child: ChildProcess): Promise<RunningServer> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code} before it listened`)
  })
  const [message] = await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  const { url } = message as { url: string }
  return {
    url,
    pid: child.pid as number,
    child,
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

const TICKS_A_SECOND = 100

/** Processor time of a process so far, all threads; null where the system does not report it. */
export function cpuSeconds(pid: number): number | null {
  const stat = procFile(pid, 'stat')
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

/** Memory of a process now, in MB; null where the system does not report it. */
export function residentMb(pid: number): number | null {
  const match = /VmRSS:\s+(\d+) kB/.exec(procFile(pid, 'status') ?? '')
  return match ? Number(match[1]) / 1024 : null
}

function procFile(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return null
  }
}
