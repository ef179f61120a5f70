import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseAccount } from '../../src/postgres/account.js'
import { freePort } from '../../src/postgres/cluster-port.js'

/** The PgBouncer of this system, e.g. `1.18.0`; undefined where none is installed. */
export function pgbouncerVersion(): string | undefined {
  const { stdout } = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' })
  return /PgBouncer (\S+)/.exec(stdout ?? '')?.[1]
}

export const NO_PGBOUNCER = 'PgBouncer is not installed (Debian: apt-get install pgbouncer)'

const PROGRAM = process.env.PGBOUNCER || 'pgbouncer'

export interface PoolerOptions {
  readonly mode?: 'transaction' | 'session' | 'statement'
  /** Sessions with the server, for each database and user. */
  readonly poolSize?: number
  /** More lines of its settings. */
  readonly settings?: string
}

export interface Pooler extends AsyncDisposable {
  readonly port: number
  /** The address of a database of the server, through the pooler. */
  through(url: string): string
}

/** A PgBouncer in front of the server of an address, for its user. */
export async function pgbouncer(
  serverUrl: string,
  { mode = 'transaction', poolSize = 3, settings = '' }: PoolerOptions = {},
): Promise<Pooler> {
  const { hostname, port: serverPort, username, password } = new URL(serverUrl)
  const folder = mkdtempSync(join(tmpdir(), 'residua-pooler-'))
  chmodSync(folder, 0o755)
  const port = await freePort()
  writeFileSync(join(folder, 'users'), `"${username}" "${decodeURIComponent(password)}"\n`)
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users')}
pool_mode = ${mode}
default_pool_size = ${poolSize}
max_client_conn = 200
${settings}
`,
  )
  const child = spawn(PROGRAM, [join(folder, 'pgbouncer.ini')], { ...databaseAccount(), cwd: '/' })
  await untilListening(child)
  return {
    port,
    through(url) {
      const address = new URL(url)
      address.port = String(port)
      return address.href
    },
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGTERM')
      child.kill('SIGINT')
      const patience = setTimeout(() => child.kill('SIGKILL'), 2000)
      await ended
      clearTimeout(patience)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilListening(child: ChildProcess): Promise<void> {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk
    })
  }
  for (let waited = 0; !/process up/.test(said); waited += 20) {
    if (child.exitCode !== null || waited > 10_000)
      throw new Error(`PgBouncer did not start: ${said}`)
    await sleep(20)
  }
}
