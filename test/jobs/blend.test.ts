import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadedMarket } from '../../jobs/market/load-market.js'
import { HOST_ENGINE, type SplitTask } from '../../jobs/pool/split-task.js'
import { trainSplit } from '../../jobs/pool/train-split.js'
import { componentsFirst } from '../../jobs/tasks/backtest/components/components-first.js'
import { splitsInCommon } from '../../jobs/tasks/backtest/components/coverage.js'
import { componentsOf, withComponents } from '../../jobs/tasks/backtest/components/of-run.js'
import { resolveRuns } from '../../jobs/tasks/backtest/components/resolve-runs.js'
import { missingSplits } from '../../jobs/tasks/backtest/missing-splits.js'
import { toRunConfig } from '../../jobs/tasks/backtest/run-config.js'
import { XNYS } from '../../src/data/calendar/calendar.js'
import { strategyByName } from '../../src/registry/registry.js'
import type { SplitResult } from '../../src/results.js'
import { datasetByName } from '../../src/store/datasets.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { findOrCreateRun, removeRun } from '../../src/store/publish/runs.js'
import { ensureSplits } from '../../src/store/publish/splits.js'
import { runById, type StoredRun } from '../../src/store/read/runs.js'
import { createTestApi } from '../_util/api.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { booksAlone, sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 40 })
const YEARS = [
  sampleSplit({ from: '2019-12-17', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true }),
]
const [FIRST, LIVE] = YEARS
const WALK = { trainYears: 8, testYears: 1, purge: 0 }

let database: TestDatabase
let market: LoadedMarket
let runs: readonly [StoredRun, StoredRun]
let blend: StoredRun

/** Every asset is in the universe from its first return on, as in the samples of results. */
function arraysOf({ dates, assets, nextDate, returns, market: mean } = MARKET) {
  const n = assets.length
  const universe = Uint8Array.from({ length: (dates.length + 1) * n }, (_, cell) =>
    cell % n < n - 1 || cell >= 5 * n ? 1 : 0,
  )
  const characteristics = { definitions: [], values: new Float32Array() }
  const sectors = { sectors: [], sectorOf: new Int32Array(n).fill(-1) }
  return { dates, assets, nextDate, returns, market: mean, universe, characteristics, ...sectors }
}

const resultOf = (salt: number, split = LIVE, on = MARKET) =>
  booksAlone(sampleSplitResult(on, split, { salt, seeds: [1] }))

async function publish(runId: string, result: SplitResult, sources?: SplitTask['sources']) {
  return publishSplit(database.pool, { runId, result, sources })
}

async function blendRun(settings: object): Promise<StoredRun> {
  const strategy = await strategyByName('blend')
  const config = { ...strategy.parseConfig({ ...settings, runs: runs.map(({ id }) => id) }) }
  const { run } = await findOrCreateRun(database.db, {
    datasetId: market.dataset.id,
    strategy: 'blend',
    config: toRunConfig(config, WALK),
    seeds: [1],
    engine: 'host',
  })
  return run
}

/** The task of a split with the books of its components. */
async function taskOf(run: StoredRun, split = LIVE): Promise<SplitTask> {
  const strategy = await strategyByName('blend')
  const { walkForward: _, ...config } = run.config
  const components = await componentsOf(database.db, { strategy, settings: config, market })
  return withComponents(database.db, components, {
    arrays: market.arrays,
    strategy: 'blend',
    config,
    split,
    seeds: [1],
    engine: HOST_ENGINE.name,
    engineOptions: {},
    checkpointFolder: '/nowhere',
    cacheFolder: '/nowhere',
    lastCloses: market.lastCloses,
  } as SplitTask)
}

async function compute(run: StoredRun, split = LIVE): Promise<SplitResult> {
  return trainSplit(await taskOf(run, split), new AbortController().signal)
}

async function publishBlend(run: StoredRun, split = LIVE) {
  const task = await taskOf(run, split)
  const result = await trainSplit(task, new AbortController().signal)
  return publish(run.id, result, task.sources)
}

const missing = async (run: StoredRun) => {
  const found = await missingSplits({ db: database.db } as never, { run, market, splits: YEARS })
  return found.map(({ name }) => name)
}

beforeAll(async () => {
  database = await createTestDatabase()
  const { db } = database
  const ids: string[] = []
  for (const [n, strategy] of ['ridge', 'reversal-1'].entries()) {
    const { runId } = await sampleRun(database, MARKET, YEARS, { strategy, config: { n } })
    for (const split of YEARS) await publish(runId, resultOf(n, split))
    ids.push(runId)
  }
  runs = [await runById(db, ids[0]), await runById(db, ids[1])]
  const arrays = arraysOf()
  market = {
    dataset: await datasetByName(db, 'sample'),
    dates: MARKET.dates,
    nextDate: MARKET.nextDate,
    calendar: XNYS,
    arrays,
    inputs: {},
    lastCloses: new Float64Array(arrays.assets.length).fill(10),
  }
  blend = await blendRun({ weighting: 'inverse-volatility', lookback: 8 })
  const { versionId: datasetVersionId } = market.dataset
  await ensureSplits(db, { runId: blend.id, datasetVersionId, seeds: [1], splits: YEARS })
})

afterAll(() => database[Symbol.asyncDispose]())

describe('the runs of a blend', () => {
  it('are named by strategy or by the start of an id, in the order given', async () => {
    const { db } = database
    const [a, b] = runs.map(({ id }) => id)
    const found = await resolveRuns(db, market.dataset, ['reversal-1', a.slice(0, 13)])
    expect(found.map(({ id }) => id)).toEqual([b, a])
  })

  it.each([
    [['ridge', 'rigde'], /"rigde" is neither a strategy nor the id of a run.*did you mean "ridge"/],
    [['ridge', 'abcdef12'], /"abcdef12" is neither/],
    [['ridge', 'blend'], /blend is a blend, and a blend has no blends: give the runs it blends/],
    [['ridge', 'pca-ou'], /no run of pca-ou answers on sample: residua backtest --dataset sample/],
    [['ridge', 'ridge'], /ridge and ridge are the same run/],
  ])('%s is refused with the name and the remedy', async (names, message) => {
    await expect(resolveRuns(database.db, market.dataset, names)).rejects.toThrow(message)
  })

  it('of another dataset, failed, and blends are refused by id too', async () => {
    const { db, pool } = database
    const other = { ...market.dataset, id: -1, name: 'other' }
    const of = (id: string) => resolveRuns(db, market.dataset, [id])
    await expect(resolveRuns(db, other, [runs[0].id])).rejects.toThrow(
      /\(ridge\) is of dataset sample, not other: a blend has runs of one dataset/,
    )
    await expect(of(blend.id)).rejects.toThrow(/\(blend\) is a blend/)
    const { runId } = await sampleRun(database, MARKET, [], { strategy: 'gru', config: { n: 9 } })
    await pool.query(`update run set status = 'failed' where id = $1`, [runId])
    await expect(of(runId)).rejects.toThrow(/\(gru\) failed and has no published split/)
  })

  it('are not removed while a blend holds them', async () => {
    await expect(removeRun(database.db, runs[0].id)).rejects.toThrow(
      `run ${runs[0].id} is a component of the blend ${blend.id}: remove that run first`,
    )
  })

  it('are computed before the blend', () => {
    const order = componentsFirst([blend, ...runs]).map(({ strategy }) => strategy)
    expect(order).toEqual(['ridge', 'reversal-1', 'blend'])
  })
})

describe('a split of a blend', () => {
  it('is made of the stored books, and weighed by the split before too', async () => {
    const { days } = await compute(blend)
    expect(days).toHaveLength(resultOf(0).days.length)
    expect(days[0].components?.[0]).not.toBeCloseTo(0.5, 3)
    for (const [t, day] of days.entries()) {
      const [a, b] = [resultOf(0).days[t], resultOf(1).days[t]]
      const [c = 0, d = 0] = day.components ?? []
      expect(day.columns).toEqual(a.columns)
      const sum = Array.from(a.book, (w, i) => c * w + d * b.book[i])
      const size = sum.reduce((total, w) => total + Math.abs(w), 0)
      for (const [i, w] of sum.entries()) expect(day.book[i]).toBeCloseTo(w / size, 6)
    }
    const first = await compute(blend, FIRST)
    expect([...(first.days[0].components ?? [])]).toEqual([0.5, 0.5])
  })

  it('is served with weights, sources, accounts and orders, and is computed once', async () => {
    for (const split of YEARS) await publishBlend(blend, split)
    expect(await missing(blend)).toEqual([])
    const api = await createTestApi({ database })
    try {
      const { run } = await api.data(
        `query ($id: ID!) { run(id: $id) { strategy { hasComponents } splits { name nextDate version
          pnl { date net } orders { trade } measures { netSharpe hedgedNetSharpe }
          components { run { strategy { name } } split version stale }
          blendWeights(from: "2020-02-01") { date weights { run { id } weight } } } } }`,
        { id: blend.id },
      )
      const [first, live] = run.splits
      expect(run.strategy.hasComponents).toBe(true)
      expect(first.blendWeights).toEqual([])
      expect(live.blendWeights.at(-1).date).toBe(live.nextDate)
      const { weights } = live.blendWeights[0]
      expect(weights.map((one: { run: object }) => one.run)).toEqual(runs.map(({ id }) => ({ id })))
      expect(weights[0].weight + weights[1].weight).toBeCloseTo(1, 6)
      expect(live.components.map((one: { split: string }) => one.split)).toEqual([
        ...YEARS.map(({ name }) => name),
        ...YEARS.map(({ name }) => name),
      ])
      expect(live.components.some(({ stale }: { stale: boolean }) => stale)).toBe(false)
      expect(live.pnl).toHaveLength(resultOf(0).days.length - 1)
      expect(live.orders.length).toBeGreaterThan(0)
      expect(live.measures.netSharpe).toEqual(expect.any(Number))

      const url = `/export/${blend.id}/${LIVE.name}/component-weights.csv?date=${live.nextDate}`
      const file = await api.app.inject({ method: 'GET', url })
      const [header, ...rows] = file.body.trim().split('\n')
      expect(header.trim()).toBe('date,component,weight')
      expect(rows.map((row) => Number(row.split(',')[2]))).toEqual(
        live.blendWeights.at(-1).weights.map((one: { weight: number }) => one.weight),
      )
    } finally {
      await api.app.close()
      await api.database[Symbol.asyncDispose]()
    }
  })

  it('is outdated once a component shows other books, and may then be replaced while it grows', async () => {
    const { sources } = await taskOf(blend)
    const { days, ...rest } = await compute(blend)
    const shorter = await blendRun({ weighting: 'equal' })
    const { versionId: datasetVersionId } = market.dataset
    await ensureSplits(database.db, {
      runId: shorter.id,
      datasetVersionId,
      seeds: [1],
      splits: [LIVE],
    })
    await publish(shorter.id, { ...rest, days: days.slice(0, 20) }, sources)

    await publish(runs[1].id, resultOf(7))
    expect(await missing(blend)).toEqual([LIVE.name])
    const longer = await compute(blend)
    await expect(publish(shorter.id, longer, sources)).rejects.toThrow(/differs from version/)
    const now = (await taskOf(blend)).sources
    expect(await publish(shorter.id, longer, now)).toMatchObject({ changed: true })
    expect(await publishBlend(blend)).toMatchObject({ changed: true })
    expect(await missing(blend)).toEqual([])
  })

  it('waits where the data go on and a component does not, and says which', async () => {
    const longer = sampleMarket({ dateCount: 41 })
    const [date] = longer.dates.slice(-1)
    const later = { ...market, dates: longer.dates, nextDate: longer.nextDate }
    const components = await componentsOf(database.db, {
      strategy: await strategyByName('blend'),
      settings: { runs: runs.map(({ id }) => id) },
      market: { ...later, arrays: arraysOf(longer) },
    })
    const waiting = withComponents(database.db, components, await taskOf(blend))
    await expect(waiting).rejects.toMatchObject({
      retryable: true,
      message: `run ${runs[0].id} (ridge) has no book for ${longer.nextDate} yet: residua score --dataset sample --strategy ridge first`,
    })
    expect(date).toBe(MARKET.nextDate)
  })

  it('needs books on all of its dates: the years in common by default', async () => {
    const { db } = database
    const { runId } = await sampleRun(database, MARKET, YEARS, { strategy: 'gru' })
    await publish(runId, resultOf(3))
    const settings = { runs: [runs[0].id, runId] }
    const strategy = await strategyByName('blend')
    const components = await componentsOf(db, { strategy, settings, market })
    expect(splitsInCommon(components?.runs ?? [], YEARS)).toEqual([LIVE])
    expect(() => splitsInCommon(components?.runs ?? [], [FIRST])).toThrow(
      /no test year in common: .*\(ridge\) 2019-12-17 to .*, .*\(gru\) 2020-01-01 to/,
    )
    await expect(
      withComponents(db, components, { ...(await taskOf(blend)), split: FIRST }),
    ).rejects.toThrow(
      /\(gru\) has no book for 2019-12-17 yet: test_2019_2019 is queued; wait for it/,
    )
  })
})
