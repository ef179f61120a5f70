import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const market = sampleMarket({ dateCount: 60, assetCount: 40 })
const first = sampleSplit({ from: '2019-01-01', to: '2019-12-31' })
const second = sampleSplit()

it('readers see the old or the new version, never a mixture', async () => {
  await using database = await createTestDatabase()
  const { db, pool } = database
  const { runId } = await sampleRun(database, market, [first, second])
  const results = [1, 2].map((salt) => sampleSplitResult(market, second, { salt }))
  await publishSplit(pool, { runId, result: results[0] })

  let publishing = true
  const seen = new Map<number, Set<string>>()
  const reader = async () => {
    while (publishing) {
      const split = (await splitsOfRuns(db, [runId]))[0][1]
      const { id, contentId, version } = split.current as NonNullable<typeof split.current>
      // A version must be complete, and the same at every read.
      const { rows } = await pool.query(
        `select (select count(*) from pnl_day where split_version_id = $1) as days,
          (select count(*) from beta_day where content_id = $2) as betas,
          (select md5(string_agg(t::text, ' ' order by date)) from pnl_day t where split_version_id = $1)
            || (select md5(string_agg(t::text, ' ' order by date)) from asset_weight_day t where content_id = $2)
            as digest`,
        [id, contentId],
      )
      expect(rows[0]).toMatchObject({ days: 48, betas: 96 })
      const digests = seen.get(version) ?? new Set()
      seen.set(version, digests.add(rows[0].digest))
      const { rows: counter } = await pool.query('select version from data_version')
      expect(counter[0].version).toBeGreaterThanOrEqual(version)
    }
  }
  const readers = [reader(), reader()]
  for (let i = 1; i <= 10; i++) await publishSplit(pool, { runId, result: results[i % 2] })
  await publishSplit(pool, { runId, result: sampleSplitResult(market, first) })
  await sleep(50)
  publishing = false
  await Promise.all(readers)
  expect(seen.size).toBeGreaterThan(3)
  for (const digests of seen.values()) expect(digests.size).toBe(1)
})

it('splits published concurrently carry books across their boundary', async () => {
  await using a = await createTestDatabase()
  await using b = await createTestDatabase()
  const accounts: unknown[] = []
  for (const [database, order] of [
    [a, [first, second]],
    [b, [second, first]],
  ] as const) {
    const { runId } = await sampleRun(database, market, [first, second])
    await Promise.all(
      order.map((split) =>
        publishSplit(database.pool, { runId, result: sampleSplitResult(market, split) }),
      ),
    )
    const { rows } = await database.pool.query(
      `select date, gross, turnover, short_exposure from pnl_day
        join split on current_version_id = split_version_id order by date`,
    )
    accounts.push(rows)
  }
  expect(accounts[0]).toEqual(accounts[1])
  expect(accounts[0]).toHaveLength(60)
})

it('kill -9 during a publication leaves nothing visible and no orphan rows', async () => {
  await using database = await createTestDatabase()
  const { runId } = await sampleRun(database, market, [first, second])
  // Another process that has copied everything and is killed before it commits.
  const child = spawn(process.execPath, ['--input-type=module', '-e', PUBLISHER, database.url])
  await new Promise((resolve) => child.stdout.once('data', resolve))
  expect(await rowCounts(database)).toEqual({
    versions: 0,
    residuals: 0,
    partitions: 0,
    counter: 0,
  })
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  // The row lock of the dead process is released with it.
  const published = await publishSplit(database.pool, {
    runId,
    result: sampleSplitResult(market, second),
  })
  expect(published).toEqual({ version: 1, changed: true, moved: null, warnings: [] })
  expect(await rowCounts(database)).toEqual({
    versions: 1,
    residuals: 48,
    partitions: 1,
    counter: 1,
  })
})

/** Writes a version under the lock of the data version, prints that it did, and waits to be killed. */
const PUBLISHER = `
  import { createRequire } from 'node:module'
  const pg = createRequire(${JSON.stringify(import.meta.url)})('pg')
  const client = new pg.Client({ connectionString: process.argv[1] })
  await client.connect()
  await client.query('begin')
  await client.query("insert into split_version (id, split_id, content_id, dataset_version_id, version, scored_to) overriding system value select 1000, split.id, 1000, dataset_version_id, 1, test_to from split where name = 'test_2019_2020'")
  await client.query('select add_series_partition(1000)')
  await client.query("insert into series_day_1000 (content_id, series, date, factor, v) values (1000, 'residual_day', '2020-01-02', 0, '{1}')")
  await client.query('update split set current_version_id = 1000')
  await client.query('update data_version set version = version + 1')
  console.log('written')
  setInterval(() => {}, 1000)
`

async function rowCounts({ pool }: TestDatabase): Promise<Record<string, number>> {
  const { rows } = await pool.query(
    `select (select count(*) from split_version) as versions,
      (select count(*) from residual_day) as residuals,
      (select count(*) from pg_class where relname like 'series\\_day\\_%' and relkind = 'r') as partitions,
      (select version from data_version) as counter`,
  )
  return rows[0]
}
