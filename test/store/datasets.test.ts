import { describe, expect, it } from 'vitest'
import {
  datasetByName,
  datasetsById,
  findDataset,
  listDatasets,
  removeDataset,
  useDataset,
} from '../../src/store/datasets.js'
import { sweepPartitions } from '../../src/store/partitions.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { runsById } from '../../src/store/read/runs.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import {
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const market = sampleMarket()

describe('registering a dataset', () => {
  it('stores axis and returns; the first becomes the default', async () => {
    await using database = await createTestDatabase()
    const { db, pool } = database
    const a = await registerDataset(pool, sampleRegistration(market))
    expect(a).toMatchObject({ number: 1, created: true })
    await registerDataset(pool, sampleRegistration(market, { name: 'other' }))
    const datasets = await listDatasets(db)
    expect(datasets.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['sample', true],
      ['other', false],
    ])
    expect(datasets[0]).toMatchObject({
      id: a.datasetId,
      versionId: a.versionId,
      firstDate: '2019-12-16',
      lastDate: '2020-01-16',
      nextDate: '2020-01-17',
      assetCount: 5,
      sources: [{ file: 'sample.csv', sha256: '0'.repeat(64) }],
    })
    const stored = await returnsOf(database, a.datasetId)
    expect(stored.length).toBe(24)
    stored.forEach(({ date, v, market: m }, t) => {
      expect(date).toBe(market.dates[t])
      expect(m).toBe(market.market[t])
      const row = Array.from(market.returns.subarray(t * 5, t * 5 + 5))
      while (Number.isNaN(row[row.length - 1])) row.pop()
      expect(v).toEqual(row.map((r) => (Number.isNaN(r) ? null : r)))
    })
  })

  it('twice stores one dataset', async () => {
    await using database = await createTestDatabase()
    const once = await registerDataset(database.pool, sampleRegistration(market))
    const twice = await registerDataset(database.pool, sampleRegistration(market))
    expect(twice).toEqual({ ...once, created: false })
    const both = await Promise.all(
      [1, 2].map(() =>
        registerDataset(database.pool, sampleRegistration(market, { name: 'at once' })),
      ),
    )
    expect(both.map(({ created }) => created).sort()).toEqual([false, true])
  })

  it('extends: assets keep their positions, new ones follow, only new dates are written', async () => {
    await using database = await createTestDatabase()
    const short = sampleMarket({ dateCount: 20 })
    const { datasetId } = await registerDataset(database.pool, sampleRegistration(short))
    const before = await returnsOf(database, datasetId)
    // In the extended file a new symbol sorts first, so every column changes its place.
    const assets = ['AAA', ...market.assets]
    const values = Float64Array.from({ length: 24 * 6 }, (_, cell) => {
      const [t, i] = [Math.floor(cell / 6), cell % 6]
      return i === 0 ? (t < 20 ? Number.NaN : 0.5) : market.returns[t * 5 + i - 1]
    })
    const base = sampleRegistration(market)
    const aaa = { ...base.assets[0], symbol: 'AAA', name: null, sector: null }
    const extended = await registerDataset(database.pool, {
      ...base,
      assets: [aaa, ...base.assets],
      returns: { ...base.returns, assets, values },
    })
    expect(extended).toMatchObject({ datasetId, number: 2, created: true })
    const { rows } = await database.pool.query('select symbol, position from asset order by 2')
    expect(rows.map(({ symbol }) => symbol)).toEqual([...market.assets, 'AAA'])
    const after = await returnsOf(database, datasetId)
    expect(after.slice(0, 20)).toEqual(before)
    expect(after.slice(20).map(({ v }) => v)).toEqual(
      [20, 21, 22, 23].map((t) => [
        ...Array.from(market.returns.subarray(t * 5, t * 5 + 5), (r) =>
          Number.isNaN(r) ? null : r,
        ),
        0.5,
      ]),
    )
  })

  it('restates: every return is stored again, and the runs over it are stale', async () => {
    await using database = await createTestDatabase()
    const { runId, datasetId } = await sampleRun(database, market, [sampleSplit()])
    const other = sampleMarket({ seed: 2 })
    await registerDataset(
      database.pool,
      sampleRegistration(other, { hash: 'restated', restatedFrom: other.dates[0] }),
    )
    expect((await returnsOf(database, datasetId))[3].v?.[0]).toBe(other.returns[15])
    const [run] = await runsById(database.db, [runId])
    expect(run?.stale).toBe(true)
  })

  it('leaves no rows where it fails', async () => {
    await using database = await createTestDatabase()
    const { assets, ...rest } = sampleRegistration(market)
    const broken = { ...rest, assets: assets.slice(1) }
    await expect(registerDataset(database.pool, broken)).rejects.toThrow(/unknown asset S000/)
    expect(await listDatasets(database.db)).toEqual([])
  })
})

describe('finding datasets', () => {
  it('works by name, by default and by id', async () => {
    await using database = await createTestDatabase()
    const { db, pool } = database
    expect(await findDataset(db)).toBeNull()
    await expect(datasetByName(db)).rejects.toThrow(/no dataset yet/)
    const { datasetId } = await registerDataset(pool, sampleRegistration(market))
    const b = await registerDataset(pool, sampleRegistration(market, { name: 'b' }))
    expect((await datasetByName(db)).name).toBe('sample')
    expect((await useDataset(db, 'b')).isDefault).toBe(true)
    expect((await datasetByName(db)).name).toBe('b')
    await expect(datasetByName(db, 'c')).rejects.toThrow('dataset "c" is unknown; have: sample, b')
    const found = await datasetsById(db, [b.datasetId, 9999, datasetId])
    expect(found.map((dataset) => dataset?.name)).toEqual(['b', undefined, 'sample'])
    expect(await datasetsById(db, [])).toEqual([])
  })
})

describe('removing a dataset', () => {
  it('removes its runs and their publications, and returns the folders that may be deleted', async () => {
    await using database = await createTestDatabase()
    const { db, pool } = database
    const split = sampleSplit()
    const { runId } = await sampleRun(database, market, [split])
    await publishSplit(pool, { runId, result: sampleSplitResult(market, { ...split, live: true }) })
    await registerDataset(pool, sampleRegistration(market, { name: 'kept', path: '/kept' }))
    const removed = await removeDataset(db, 'sample')
    await sweepPartitions(pool)
    expect(removed).toMatchObject({ folders: ['/nowhere/sample'], runIds: [runId] })
    const { rows } = await pool.query(
      `select (select count(*) from split_version) + (select count(*) from residual_day)
        + (select count(*) from order_day) + (select count(*) from run) as left`,
    )
    expect(rows).toEqual([{ left: 0 }])
    expect((await datasetByName(db)).name).toBe('kept')
  })
})

async function returnsOf({ pool }: TestDatabase, datasetId: number) {
  const { rows } = await pool.query(
    'select date, market, v from return_day where dataset_id = $1 order by date',
    [datasetId],
  )
  return rows as { date: string; market: number | null; v: (number | null)[] }[]
}
