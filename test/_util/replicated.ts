import { execFile } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { databaseAccount } from '../../src/postgres/account.js'
import { startPostmaster, stopPostmaster } from '../../src/postgres/postmaster.js'
import { systemPostgres } from '../../src/postgres/system-postgres.js'

/** A primary and a streaming replica of it, made with the programs of a system's Postgres. */
export interface Replicated extends AsyncDisposable {
  readonly primary: string
  readonly replica: string
}

const USER = 'residua'
const PASSWORD = 'replicated'
const SETTINGS = {
  ...{ fsync: 'off', jit: 'off', wal_level: 'replica', max_wal_senders: '4', hot_standby: 'on' },
  wal_receiver_status_interval: '1s',
}

export const NO_REPLICA =
  'no system Postgres with pg_basebackup (Debian: apt-get install postgresql)'

/** The system's programs; undefined where they cannot make a replica: the embedded package has no pg_basebackup. */
export function replicaPrograms(): { readonly major: number; readonly folder: string } | undefined {
  return systemPostgres()
    .map(({ major, postgres }) => ({ major, folder: dirname(postgres) }))
    .find(({ folder }) => existsSync(join(folder, 'pg_basebackup')))
}

export async function replicated(): Promise<Replicated> {
  const programs = replicaPrograms()
  if (!programs) throw new Error(NO_REPLICA)
  const home = mkdtempSync(join(tmpdir(), 'residua-replica-'))
  chmodSync(home, 0o755)
  const run = (name: string, args: readonly string[]) =>
    promisify(execFile)(join(programs.folder, name), args, {
      cwd: '/',
      env: { ...process.env, PGPASSWORD: PASSWORD },
      ...databaseAccount(),
    })
  const folder = (name: string) => ownedFolder(join(home, name))
  const [primary, replica] = [folder('primary'), folder('replica')]
  const secret = join(primary, 'secret')
  writeFileSync(secret, PASSWORD)
  const data = join(primary, 'data')
  const access = ['-U', USER, '-A', 'scram-sha-256', '--pwfile', secret]
  await run('initdb', ['-D', data, ...access, '-E', 'UTF8', '--locale=C', '--no-sync'])
  const port = await start(programs.folder, primary)
  const copied = join(replica, 'data')
  const from = ['-h', '127.0.0.1', '-p', String(port), '-U', USER]
  await run('pg_basebackup', [
    '-D',
    copied,
    ...from,
    '-R',
    '-X',
    'stream',
    '-c',
    'fast',
    '--no-sync',
  ])
  const replicaPort = await start(programs.folder, replica)
  return {
    primary: urlOf(port),
    replica: urlOf(replicaPort),
    async [Symbol.asyncDispose]() {
      for (const of of [replica, primary]) await stopPostmaster(join(of, 'data'))
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function ownedFolder(path: string): string {
  mkdirSync(path, { mode: 0o755 })
  const account = databaseAccount()
  if (account) chownSync(path, account.uid, account.gid)
  return path
}

async function start(programs: string, folder: string): Promise<number> {
  const running = await startPostmaster({
    postgres: join(programs, 'postgres'),
    data: join(folder, 'data'),
    log: join(folder, 'server.log'),
    account: databaseAccount(),
    settings: SETTINGS,
  })
  if (!running) throw new Error(`a server runs on ${folder} already`)
  return running.port
}

function urlOf(port: number): string {
  return `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres?sslmode=disable`
}
