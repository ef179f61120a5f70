import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { chown } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { databaseAccount } from '../../src/postgres/account.js'
import { systemPostgres } from '../../src/postgres/system-postgres.js'
import { poolFor } from '../../src/store/database.js'
import { migrateToLatest } from '../../src/store/migrate.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { createTestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import {
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const TOOLS = ['pg_ctl', 'pg_dump', 'pg_restore', 'createdb']
/** The npm binaries have no pg_dump, and one of another version refuses: a full installation is needed. */
const bin = systemPostgres()
  .map(({ postgres }) => dirname(postgres))
  .find((folder) => TOOLS.every((name) => existsSync(join(folder, name))))
const why = bin ? '' : ' (skipped: no Postgres with pg_dump is installed here)'

const first = sampleMarket({ dateCount: 21 })
const live = sampleSplit({ live: true })

describe.skipIf(!bin)(`a backup${why}`, () => {
  it('made during a publication restores the published results and accepts new publications', async () => {
    await using cluster = await startCluster(bin as string)
    const source = poolFor(cluster.url('source'))
    await migrateToLatest(source.db)
    const run = await sampleRun(source, first, [live])
    const { runId } = run
    await publishSplit(source.pool, { runId, result: sampleSplitResult(first, live) })
    const before = await contentOf(source.pool)

    // Another publication is in progress and not yet visible.
    const blocker = await source.pool.connect()
    await blocker.query('begin')
    await blocker.query('update data_version set version = version')
    const longer = sampleMarket()
    const versionId = registerDataset(source.pool, sampleRegistration(longer))
    const dump = join(cluster.folder, 'residua.dump')
    cluster.run('pg_dump', [
      '--format=custom',
      '--no-owner',
      `--file=${dump}`,
      cluster.url('source'),
    ])
    await blocker.query('rollback')
    blocker.release()
    const next = {
      runId,
      datasetVersionId: (await versionId).versionId,
      result: sampleSplitResult(longer, live),
    }
    await publishSplit(source.pool, next)
    const after = await contentOf(source.pool)
    expect(after).not.toEqual(before)

    cluster.run('pg_restore', [
      '--no-owner',
      '--exit-on-error',
      '-d',
      cluster.url('restored'),
      dump,
    ])
    const restored = poolFor(cluster.url('restored'))
    expect(await migrateToLatest(restored.db)).toEqual([])
    expect(await contentOf(restored.pool)).toEqual(before)
    await using api = await createTestApi({ database: restored })
    const { dataVersion } = await api.data('{ dataVersion { version latestDate } }')
    expect(dataVersion).toEqual({ version: 1, latestDate: '2020-01-13' })

    // Results lost since the backup are recomputed to the same rows.
    const { versionId: again } = await registerDataset(restored.pool, sampleRegistration(longer))
    await publishSplit(restored.pool, { ...next, datasetVersionId: again })
    expect(await contentOf(restored.pool)).toEqual(after)
    await source.close()
    await restored.close()
  }, 120_000)
})

/** A whole Postgres installation's own cluster, with two empty databases. */
async function startCluster(bin: string) {
  const folder = mkdtempSync(join(tmpdir(), 'residua-backup-'))
  chmodSync(folder, 0o777)
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  // Postgres refuses to run as root; its files belong to the account that it runs as.
  const account = process.getuid?.() === 0 ? databaseAccount() : undefined
  if (account) await chown(data, account.uid, account.gid)
  const run = (name: string, args: readonly string[]) =>
    execFileSync(join(bin, name), args, { ...account, stdio: ['ignore', 'ignore', 'pipe'] })
  const port = await freePort()
  run('initdb', ['-D', data, '-U', 'residua', '--auth=trust', '--no-sync'])
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`
  run('pg_ctl', ['-D', data, '-w', '-l', join(data, 'log'), '-o', settings, 'start'])
  const at = ['-h', '127.0.0.1', '-p', String(port), '-U', 'residua']
  for (const name of ['source', 'restored']) run('createdb', [...at, name])
  return {
    folder,
    run,
    url: (name: string) => `postgres://residua@127.0.0.1:${port}/${name}`,
    async [Symbol.asyncDispose]() {
      run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** Every row of every table, without creation times. */
async function contentOf(pool: ReturnType<typeof poolFor>['pool']): Promise<object> {
  const { rows: tables } = await pool.query(
    `select relname as name from pg_class where relkind = 'r'
     and relnamespace = 'public'::regnamespace and relname not like 'kysely%' order by 1`,
  )
  const content: Record<string, unknown> = {}
  for (const { name } of tables) {
    const { rows } = await pool.query(
      `select to_jsonb(t) - '{created_at,published_at,finished_at,version}'::text[] as row
       from ${name} t order by 1`,
    )
    content[name] = rows.map(({ row }) => row)
  }
  return content
}
