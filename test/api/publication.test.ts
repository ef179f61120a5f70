import { describe, expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { promoteRun, setRunStatus } from '../../src/store/publish/runs.js'
import { failSplit } from '../../src/store/publish/splits.js'
import { createTestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 300 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31' }),
  sampleSplit({ from: '2021-01-01', to: '2021-12-31', live: true }),
]

describe('before the first publication', () => {
  it('there are no splits, and the version is 0', async () => {
    await using api = await createTestApi()
    expect(
      await api.data(
        '{ splits { name } split(name: "test_2019_2020") { name } datasets { name } asset(symbol: "X") { name } assets { edges { cursor } } dataVersion { version publishedAt latestDate ageTradingDays } }',
      ),
    ).toEqual({
      splits: [],
      split: null,
      datasets: [],
      asset: null,
      assets: { edges: [] },
      dataVersion: { version: 0, publishedAt: null, latestDate: null, ageTradingDays: null },
    })
    await sampleRun(api.database, MARKET, SPLITS)
    expect(await api.data('{ splits { name } dataVersion { version } }')).toEqual({
      splits: [],
      dataVersion: { version: 0 },
    })
  })

  it('/ready waits for it, /health does not', async () => {
    await using api = await createTestApi()
    const before = await api.app.inject('/ready')
    expect(before.statusCode).toBe(503)
    expect(before.json()).toMatchObject({ ready: false, version: 0 })
    expect(before.json().reason).toMatch(/nothing is published yet/)
    expect((await api.app.inject('/health')).json()).toEqual({ status: 'ok' })

    const { runId } = await sampleRun(api.database, MARKET, SPLITS)
    const result = sampleSplitResult(MARKET, SPLITS[1])
    await publishSplit(api.database.pool, { runId, result })
    // The state is kept for a second.
    expect((await api.app.inject('/ready')).json()).toEqual(before.json())
    const ready = async () => (await api.app.inject('/ready')).statusCode
    await expect.poll(ready, { timeout: 1500 }).toBe(200)
    expect((await api.app.inject('/ready')).json()).toEqual({ ready: true, version: 1 })
  })

  it('/ready reads the database once a second, however many ask', async () => {
    await using api = await createTestApi()
    const probes = () => Promise.all(Array.from({ length: 200 }, () => api.app.inject('/ready')))
    expect(await api.statementsOf(probes)).toBe(1)
    expect(await api.statementsOf(probes)).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(await api.statementsOf(probes)).toBe(1)
  })
})

describe('the answering run', () => {
  it('a failed split is a gap with its reason, and the next split starts from a flat book', async () => {
    await using api = await createTestApi()
    const { runId } = await sampleRun(api.database, MARKET, SPLITS)
    await failSplit(api.database.db, runId, 'test_2018_2019', 'the loss became NaN')
    const result = sampleSplitResult(MARKET, SPLITS[1])
    await publishSplit(api.database.pool, { runId, result })
    const { splits } = await api.data(
      '{ splits { name status failure pnl { turnover hedgedNet } lagged: pnl(lag: 1) { turnover } } }',
    )
    expect(splits[0]).toEqual({
      name: 'test_2018_2019',
      status: 'FAILED',
      failure: 'the loss became NaN',
      pnl: [],
      lagged: [],
    })
    expect(splits[1].pnl[0].turnover).toBeCloseTo(1, 6)
    expect(splits[1].pnl[19].hedgedNet).toBeNull()
    expect(splits[1].pnl[20].hedgedNet).not.toBeNull()
    expect(splits[1].lagged[0].turnover).toBe(0)
    expect(splits[2].status).toBe('QUEUED')
  })

  it('is the newest that is done, unless another is promoted; runs are never mixed', async () => {
    await using api = await createTestApi()
    const { db, pool } = api.database
    const older = await sampleRun(api.database, MARKET, SPLITS, { config: { factors: 2 } })
    for (const split of SPLITS) {
      const result = sampleSplitResult(MARKET, split)
      await publishSplit(pool, { runId: older.runId, result })
    }
    await setRunStatus(db, older.runId, 'done')
    const newer = await sampleRun(api.database, MARKET, [SPLITS[1]], { config: { factors: 3 } })
    const result = sampleSplitResult(MARKET, SPLITS[1], { factorCount: 3, salt: 5 })
    await publishSplit(pool, { runId: newer.runId, result })

    const query = '{ splits { name factorCount run { id } } strategies { latestRun { id } } }'
    const running = await api.data(query)
    expect(running.splits).toHaveLength(3)
    expect(running.strategies[0].latestRun.id).toBe(older.runId)

    await setRunStatus(db, newer.runId, 'done')
    expect((await api.data(query)).splits).toEqual([
      { name: 'test_2019_2020', factorCount: 3, run: { id: newer.runId } },
    ])
    await promoteRun(db, older.runId)
    expect((await api.data(query)).splits).toHaveLength(3)
    const { split } = await api.data(
      'query ($run: ID) { split(name: "test_2019_2020", run: $run) { factorCount } }',
      { run: newer.runId },
    )
    expect(split.factorCount).toBe(3)
  })
})

describe('one answer, one version', () => {
  it('a publication during the request is not visible in its answer', async () => {
    await using api = await createTestApi()
    const { runId } = await sampleRun(api.database, MARKET, SPLITS)
    const before = sampleSplitResult(MARKET, SPLITS[1])
    await publishSplit(api.database.pool, { runId, result: before })
    const { createLoaders } = await import('../../schema/api/loaders.js')
    const loaders = createLoaders(api.database.db)
    const [, split] = await loaders.splitsOfRun.load(runId)

    const after = sampleSplitResult(MARKET, SPLITS[1], { salt: 9 })
    await publishSplit(api.database.pool, { runId, result: after })
    const { current } = split
    const date = before.days[3].date
    const weights = await loaders.weightsOn.load({ contentId: current?.contentId ?? 0, date })
    expect(Float32Array.from(weights ?? [], Number)).toEqual(before.days[3].book)
    const rows = await loaders.accountRows.load(current?.id ?? 0)
    const fresh = await createLoaders(api.database.db).splitsOfRun.load(runId)
    const replaced = await loaders.accountRows.load(fresh[1].current?.id ?? 0)
    expect(rows).toHaveLength(before.days.length)
    expect(rows[3].gross).not.toBe(replaced[3].gross)
  })

  it('an extended live split serves the older version only up to its own last date', async () => {
    await using api = await createTestApi()
    const short = sampleMarket({ dateCount: 290 })
    const { runId } = await sampleRun(api.database, short, SPLITS)
    await publishSplit(api.database.pool, { runId, result: sampleSplitResult(short, SPLITS[2]) })
    const { createLoaders } = await import('../../schema/api/loaders.js')
    const loaders = createLoaders(api.database.db)
    const [, , split] = await loaders.splitsOfRun.load(runId)
    await sampleRun(api.database, MARKET, SPLITS)
    await publishSplit(api.database.pool, { runId, result: sampleSplitResult(MARKET, SPLITS[2]) })

    const { splits } = await api.data(
      '{ splits { name nextDate version pnl { date } factor: factors { returns { dates } } residuals(assets: ["S002"]) { edges { node { date } } } } }',
    )
    const live = splits[2]
    expect(live).toMatchObject({ nextDate: MARKET.nextDate, version: 3 })
    const dates = live.pnl.map(({ date }: { date: string }) => date)
    expect(dates.at(-1)).toBe(MARKET.dates.at(-1))
    expect(live.factor[0].returns.dates).toEqual(dates)
    expect(live.residuals.edges).toHaveLength(dates.length)
    expect(split.current?.scoredTo).toBe(short.dates.at(-1))
    const { realisedOn } = await import('../../schema/api/trading-dates.js')
    await expect(realisedOn(split, MARKET.dates.at(-1) ?? '', loaders)).rejects.toThrow(
      /is not scored yet/,
    )
  })
})

describe('statements', () => {
  // How reads fall into batches depends on their timing; a read for each split would fail every time.
  it('do not increase with the number of splits, factors or days', {
    timeout: 60_000,
    retry: 2,
  }, async () => {
    await using api = await createTestApi()
    const market = sampleMarket({ from: '2016-01-01', dateCount: 1306 })
    const splits = [2016, 2017, 2018, 2019, 2020].map((year) =>
      sampleSplit({ from: `${year}-01-01`, to: `${year}-12-31` }),
    )
    const { runId } = await sampleRun(api.database, market, splits)
    const query = `query ($a: Date!) { splits {
      run { id dataset { name } strategy { name } } training { epoch } orders { trade asset { symbol } }
      pnl { net hedgedNet } late: measures(lag: 1) { netSharpe hedgedNetSharpe marketBeta explainedVariance }
      attribution { contribution } attributed: attribution(by: ASSET) { contribution }
      factors { returns { values } } residuals(assets: ["S001"]) { edges { node { value asset { sector } } } }
    } split(name: "test_2015_2016") { weights(date: $a) { weight asset { name } } betas(date: $a) { betas }
      factors { weights(date: $a) { weight } characteristics(date: $a) { value } } } }`
    const counts: number[] = []
    for (const [index, split] of splits.entries()) {
      const result = sampleSplitResult(market, split, { factorCount: 2 + index })
      await publishSplit(api.database.pool, { runId, result })
      counts.push(await api.statementsOf(() => api.data(query, { a: '2016-03-02' })))
    }
    expect(counts[0]).toBeGreaterThan(15)
    // Dependent reads may take some batches more or less, as their fields take turns; one read per split would add 2 · 5.
    expect(Math.max(...counts) - counts[1]).toBeLessThanOrEqual(9)
  })
})
