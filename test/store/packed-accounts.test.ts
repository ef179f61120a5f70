import { expect, it } from 'vitest'
import { pnlOf, printPnl } from '../../src/accounts/pnl.js'
import { migrateTo, migrateToLatest } from '../../src/store/migrate.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { rollbackSplit } from '../../src/store/publish/rollback.js'
import { accountRows } from '../../src/store/read/pnl.js'
import { pruneVersions } from '../../src/store/retention.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket()
const FIRST = sampleSplit({ from: '2019-01-01', to: '2019-12-31' })
const LIVE = sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true })

/** Compares what is packed of every version with its rows, bit for bit; how many versions there are. */
async function expectPacked({ db, pool }: TestDatabase): Promise<number> {
  const { rows } = await pool.query('select id from split_version order by id')
  const ids = rows.map(({ id }) => id as number)
  const packed = await accountRows(db, ids)
  for (const [i, id] of ids.entries()) {
    const found = await pool.query(
      `select date, gross, turnover, short_exposure as "shortExposure" from pnl_day
       where split_version_id = $1 order by date`,
      [id],
    )
    expect(packed[i]).toEqual(found.rows)
  }
  const left = await pool.query('select count(*)::int as n from packed_account')
  expect(left.rows[0].n).toBe(packed.filter((days) => days.length > 0).length)
  return ids.length
}

/** Compares what is printed of every version with its rows, digit for digit; which versions have none. */
async function expectPrinted({ db, pool }: TestDatabase): Promise<number[]> {
  const { rows } = await pool.query('select id from split_version order by id')
  const ids = rows.map(({ id }) => id as number)
  const accounts = await accountRows(db, ids)
  const missing: number[] = []
  for (const [i, id] of ids.entries()) {
    const found = await pool.query(
      'select "column", v as text, count from printed_pnl where split_version_id = $1 and costs = $2',
      [id, '5 1'],
    )
    if (found.rows.length === 0) missing.push(id)
    else expect(new Set(found.rows)).toEqual(new Set(printPnl(pnlOf(accounts[i]))))
  }
  return missing
}

it('keeps packed accounts equal to their rows through publications, extensions, corrections, rollback and prune', async () => {
  await using database = await createTestDatabase()
  const { pool } = database
  const { runId } = await sampleRun(database, MARKET, [FIRST, LIVE])
  const publish = (result: ReturnType<typeof sampleSplitResult>) =>
    publishSplit(pool, { runId, result })
  const live = sampleSplitResult(MARKET, LIVE)
  // Half of the live split, then all of it; then the split before it, which changes its first trade.
  const half = Math.floor(live.days.length / 2)
  const decided = { ...live, days: live.days.slice(0, half) }
  await publish(decided)
  await publish(live)
  await publish(sampleSplitResult(MARKET, FIRST))
  expect(await expectPacked(database)).toBe(4)
  expect(await expectPrinted(database)).toEqual([])
  await publish(sampleSplitResult(MARKET, FIRST, { salt: 1 })).catch(() => {})
  await rollbackSplit(pool, { runId, name: LIVE.name })
  const versions = await expectPacked(database)
  expect(await expectPrinted(database)).toEqual([])
  await pool.query('update pnl_day set turnover = turnover / 2 where split_version_id = 1')
  await expectPacked(database)
  // Other rows than those that were printed: their PnL is computed.
  expect(await expectPrinted(database)).toEqual([1])
  await pool.query(
    'delete from pnl_day where date = (select min(date) from pnl_day) and split_version_id = 1',
  )
  await expectPacked(database)
  await pruneVersions(pool, 2)
  expect(await expectPacked(database)).toBeLessThan(versions)
})

it('packs and prints the accounts of an existing store when it is migrated', async () => {
  await using database = await createTestDatabase()
  const { db, pool } = database
  const { runId } = await sampleRun(database, MARKET, [FIRST, LIVE])
  await publishSplit(pool, { runId, result: sampleSplitResult(MARKET, FIRST) })
  await publishSplit(pool, { runId, result: sampleSplitResult(MARKET, LIVE) })
  await migrateTo(db, '_20261130_archived_arrays')
  expect((await pool.query(`select to_regclass('packed_account') as t`)).rows[0].t).toBe(null)
  await migrateToLatest(db)
  await expectPacked(database)
  expect(await expectPrinted(database)).toEqual([])
})
