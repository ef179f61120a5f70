import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DAY_TABLES } from '../../migrations/series-partitions.js'
import { storedSeries } from '../../src/series.js'
import { archivableContents, archiveContent } from '../../src/store/archive/archive-contents.js'
import { restoreContent } from '../../src/store/archive/restore-contents.js'
import { poolFor } from '../../src/store/database.js'
import { migrateDown, migrateTo, migrateToLatest } from '../../src/store/migrate.js'
import { sweepPartitions } from '../../src/store/partitions.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { rollbackSplit } from '../../src/store/publish/rollback.js'
import { removeRun } from '../../src/store/publish/runs.js'
import { residualTextsOn } from '../../src/store/read/residuals.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { pruneVersions } from '../../src/store/retention.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import {
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const MARKET = sampleMarket()
const OLD = sampleSplit({ from: '2019-01-01', to: '2019-12-31' })
const LIVE = sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true })
const BEFORE = '_20261130_trading_calendars'

type Rows = Record<string, unknown[]>

/** Every row of every series that had a table before the partitions, by its view or table. */
async function seriesRows({ pool }: TestDatabase): Promise<Rows> {
  const rows: Rows = {}
  for (const { table } of storedSeries().filter((series) => series.table in DAY_TABLES)) {
    const found = await pool.query(
      `select row_to_json(t)::text as row, array_send(v) as bits from ${table} t order by 1`,
    )
    rows[table] = found.rows
  }
  return rows
}

async function partitions({ pool }: TestDatabase): Promise<number[]> {
  const { rows } = await pool.query(`
    select substr(relname, 12)::int as id from pg_inherits join pg_class on oid = inhrelid
    where inhparent = 'series_day'::regclass and relkind = 'r' order by 1`)
  return rows.map(({ id }) => id)
}

async function contents({ pool }: TestDatabase): Promise<number[]> {
  const { rows } = await pool.query(
    'select distinct content_id::int as id from split_version order by 1',
  )
  return rows.map(({ id }) => id)
}

/** Rows of a factor over 1,000 assets, of which a page holds two. */
async function expectTwoRowsAPage({ pool }: TestDatabase): Promise<void> {
  await pool.query('select add_series_partition(1000)')
  await pool.query(`insert into series_day_1000 (content_id, series, date, factor, v)
    select 1000, 'factor_weight_day', '2020-01-02', k, array_fill(0.5::real, array[1000])
    from generate_series(0, 5) as k`)
  const { rows } = await pool.query(
    'select count(distinct (ctid::text::point)[0])::int as pages from series_day_1000',
  )
  expect(rows).toEqual([{ pages: 3 }])
  await pool.query('drop table series_day_1000')
}

async function twoSplits(database: TestDatabase) {
  const { runId } = await sampleRun(database, MARKET, [OLD, LIVE])
  for (const split of [OLD, LIVE]) {
    await publishSplit(database.pool, { runId, result: sampleSplitResult(MARKET, split) })
  }
  const [splits = []] = await splitsOfRuns(database.db, [runId])
  const [old, live] = splits.map(({ current }) => current?.contentId ?? 0)
  return { runId, old, live }
}

/** The first residuals of a content as they are served. */
async function residualsOf(database: TestDatabase, contentId: number): Promise<string | null> {
  const { rows } = await database.pool.query(
    'select min(date)::text as date from scored_day where content_id = $1',
    [contentId],
  )
  const [texts = null] = await residualTextsOn(database.db, [{ contentId, date: rows[0].date }])
  return texts
}

describe('the arrays of a content', () => {
  it('have a partition from publication to prune, shared by what extends or shows them again', async () => {
    await using database = await createTestDatabase()
    const { pool } = database
    const today = sampleMarket({ dateCount: 15 })
    const { runId } = await sampleRun(database, today, [LIVE])
    await publishSplit(pool, { runId, result: sampleSplitResult(today, LIVE) })
    const [first] = await partitions(database)
    const { versionId } = await registerDataset(pool, sampleRegistration(MARKET))
    const extension = {
      runId,
      datasetVersionId: versionId,
      result: sampleSplitResult(MARKET, LIVE),
    }
    await publishSplit(pool, extension)
    expect(await partitions(database)).toEqual([first])
    await rollbackSplit(pool, { runId, name: LIVE.name })
    expect(await partitions(database)).toEqual([first])

    await publishSplit(pool, extension) // other arrays from here on: the split was rolled back
    expect(await partitions(database)).toEqual(await contents(database))
    expect(await partitions(database)).toHaveLength(2)
    await publishSplit(pool, { ...extension, result: sampleSplitResult(MARKET, LIVE, { salt: 1 }) })
    await pruneVersions(pool, 2)
    expect(await partitions(database)).toHaveLength(3)
    expect(await sweepPartitions(pool)).toEqual({ dropped: 1, left: 0 })
    expect(await partitions(database)).toEqual(await contents(database))

    await removeRun(database.db, runId)
    expect(await sweepPartitions(pool)).toEqual({ dropped: 2, left: 0 })
    expect(await partitions(database)).toEqual([])
  })

  it('are not dropped while a version shows them', async () => {
    await using database = await createTestDatabase()
    const { old } = await twoSplits(database)
    const { rows } = await database.pool.query('select drop_series_partition($1) as dropped', [old])
    expect(rows).toEqual([{ dropped: false }])
    expect(await residualsOf(database, old)).not.toBeNull()
  })

  it('are dropped beside readers: a long one delays it, and nobody waits for that', async () => {
    await using database = await createTestDatabase()
    const { pool } = database
    const { runId, old } = await twoSplits(database)
    const other = await sampleRun(database, MARKET, [OLD], { strategy: 'pca-ou' })
    await publishSplit(pool, { runId: other.runId, result: sampleSplitResult(MARKET, OLD) })
    const reader = await pool.connect()
    try {
      await reader.query('begin; select count(*) from series_day')
      await removeRun(database.db, other.runId)
      const sweeping = sweepPartitions(pool)
      const kept = await residualsOf(database, old)
      await publishSplit(pool, { runId, result: sampleSplitResult(MARKET, OLD, { salt: 1 }) })
      expect(await residualsOf(database, old)).toBe(kept)
      expect(await sweeping).toEqual({ dropped: 0, left: 1 })
    } finally {
      await reader.query('rollback')
      reader.release()
    }
    expect(await sweepPartitions(pool)).toEqual({ dropped: 1, left: 0 })
  })

  it('go into the archive and come back, also where their partition is read meanwhile', async () => {
    await using database = await createTestDatabase()
    const { pool, db } = database
    const { old, live } = await twoSplits(database)
    const folder = mkdtempSync(join(tmpdir(), 'residua-partitions-'))
    try {
      const before = await seriesRows(database)
      const [content] = await archivableContents(db, { before: '2020-01-01' })
      const reader = await pool.connect()
      await reader.query(`begin; select count(*) from series_day_${old}`)
      await archiveContent(pool, content, folder)
      expect(await sweepPartitions(pool)).toEqual({ dropped: 0, left: 1 })
      await reader.query('rollback')
      reader.release()
      expect(await restoreContent(pool, content)).toBeGreaterThan(0)
      expect(await sweepPartitions(pool)).toEqual({ dropped: 0, left: 0 })
      expect(await seriesRows(database)).toEqual(before)

      await archiveContent(pool, content, folder)
      expect(await sweepPartitions(pool)).toEqual({ dropped: 1, left: 0 })
      expect(await partitions(database)).toEqual([live])
      await restoreContent(pool, content)
      expect(await seriesRows(database)).toEqual(before)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('are read by plans for their values: none is prepared for every partition', async () => {
    await using database = await createTestDatabase()
    await expectTwoRowsAPage(database)
    const { old } = await twoSplits(database)
    const one = poolFor(database.url, { poolSize: 1 })
    for (let n = 0; n < 7; n++) await residualsOf({ ...database, ...one }, old)
    const { rows } = await one.pool.query(
      `select name from pg_prepared_statements where statement like '%series_day%'`,
    )
    await one.close()
    expect(rows).toEqual([])
  })

  it('are shown with symbols by views that plan for the splits that are asked for', async () => {
    await using database = await createTestDatabase()
    await twoSplits(database)
    const where = `from residual_row where split = '${OLD.name}'`
    const { rows } = await database.pool.query(`select date, asset, residual ${where}`)
    const expected = await database.pool.query(`
      select d.date, a.symbol as asset, u.value as residual
      from residual_day d join split_version sv on sv.id = d.content_id
      join split on split.current_version_id = sv.id and split.name = '${OLD.name}'
      cross join unnest(d.v) with ordinality as u (value, n) join asset a on a.position = u.n - 1
      where u.value is not null`)
    expect(rows.length).toBeGreaterThan(20)
    expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(
      new Set(expected.rows.map((row) => JSON.stringify(row))),
    )
    const plan = await database.pool.query(`explain select * ${where}`)
    expect(JSON.stringify(plan.rows)).not.toContain('series_day_')
  })
})

describe('a store from before the partitions', () => {
  it('is migrated with every row, after an interruption too, and back', async () => {
    await using database = await createTestDatabase()
    const { db, pool } = database
    const { old, live } = await twoSplits(database)
    await migrateTo(db, BEFORE)
    const before = await seriesRows(database)
    expect(before.beta_day?.length).toBeGreaterThan(20)

    const stop = () => {
      throw new Error('stopped')
    }
    await expect(migrateToLatest(db, stop)).rejects.toThrow('stopped')
    expect(await partitions(database)).toEqual([old])
    expect(await seriesRows(database)).toEqual(before) // of the old tables
    // A program of before adds a date to the content that was moved.
    await pool.query(`insert into residual_day values ($1, '2031-01-02', '{0.5, null}')`, [old])
    const added = await seriesRows(database)
    const moved: number[] = []
    await migrateToLatest(db, (n, of) => moved.push(of - n))
    expect(moved).toEqual([1, 0])
    expect(await seriesRows(database)).toEqual(added)
    expect(await partitions(database)).toEqual([old, live])
    expect(await residualsOf(database, old)).not.toBeNull()

    await migrateTo(db, BEFORE)
    expect(await seriesRows(database)).toEqual(added)
    await migrateToLatest(db)
    expect(await seriesRows(database)).toEqual(added)
    await migrateDown(db)
    const { rows } = await pool.query(`select relname from pg_class where relname like 'series%'`)
    expect(rows).toEqual([])
  })
})
