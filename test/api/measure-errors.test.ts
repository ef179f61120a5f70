import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharpeInterval } from '../../src/accounts/bootstrap.js'
import { deflatedSharpe } from '../../src/accounts/deflated-sharpe.js'
import { alphaOf } from '../../src/accounts/regression/alpha.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { findOrCreateRun, markTrial, setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { type SampleRun, sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ from: '2019-11-01', dateCount: 320 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31' }),
  sampleSplit({ from: '2021-01-01', to: '2021-12-31', live: true }),
]
const RESULTS = SPLITS.map((split) => sampleSplitResult(MARKET, split))

let api: TestApi
let run: SampleRun

beforeAll(async () => {
  api = await createTestApi()
  run = await sampleRun(api.database, MARKET, SPLITS)
  for (const result of RESULTS) {
    await publishSplit(api.database.pool, { runId: run.runId, result })
  }
  await setRunStatus(api.database.db, run.runId, 'done')
})

afterAll(() => api?.[Symbol.asyncDispose]())

const MEASURES = `days grossSharpe grossSharpeStandardError netSharpe netSharpeLow netSharpeHigh
  netSharpeWithoutBestYear deflatedNetSharpe hedgedNetSharpe hedgedNetSharpeStandardError
  hedgedNetSharpeLow hedgedNetSharpeHigh hedgedNetSharpeWithoutBestYear deflatedHedgedNetSharpe
  meanHedgedNet hedgedNetVolatility hedgedNetMaxDrawdown netExposure effectiveNames`

const PNL = '{ split(name: "test_2019_2020") { pnl { net hedgedNet } } }'

describe('measures with errors', () => {
  it('equal those computed from the served series', async () => {
    const { split } = await api.data(
      `{ split(name: "test_2019_2020") { measures { ${MEASURES} } } }`,
    )
    const { pnl } = (await api.data(PNL)).split
    const net = pnl.map((row: { net: number }) => row.net)
    const interval = sharpeInterval(net)
    expect(split.measures.netSharpeLow).toBeCloseTo(interval?.low ?? Number.NaN, 9)
    expect(split.measures.netSharpeHigh).toBeCloseTo(interval?.high ?? Number.NaN, 9)
    const hedged = pnl
      .map((row: { hedgedNet: number | null }) => row.hedgedNet)
      .filter((value: number | null) => value !== null)
    const { hedgedNetSharpe, hedgedNetVolatility, meanHedgedNet } = split.measures
    expect(hedgedNetSharpe).toBeCloseTo(meanHedgedNet / hedgedNetVolatility, 9)
    expect(split.measures.hedgedNetSharpeLow).toBeCloseTo(sharpeInterval(hedged)?.low ?? NaN, 9)
    expect(split.measures.deflatedHedgedNetSharpe).toBeCloseTo(deflatedSharpe(hedged, 1) ?? NaN, 9)
    expect(split.measures.grossSharpeStandardError).toBeCloseTo(1, 0)
    // There is only one calendar year, so no date is left without it.
    expect(split.measures.netSharpeWithoutBestYear).toBeNull()
  })

  it('describe the shape of the books', async () => {
    const { split } = await api.data(
      `{ split(name: "test_2019_2020") { measures { ${MEASURES} } } }`,
    )
    const books = RESULTS[1].days.map(({ book }) => Array.from(book))
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length
    const net = books.map((weights) => weights.reduce((sum, w) => sum + w, 0))
    expect(split.measures.netExposure).toBeCloseTo(mean(net), 6)
    expect(split.measures.effectiveNames).toBeGreaterThan(1)
    expect(split.measures.effectiveNames).toBeLessThanOrEqual(5)
  })

  it('of a run are also by year, and count the trials of its strategy', async () => {
    const query = `query ($id: ID!) { run(id: $id) { trial trials
      measures { deflatedNetSharpe netSharpeWithoutBestYear } } }`
    const before = (await api.data(query, { id: run.runId })).run
    expect(before).toMatchObject({ trial: false, trials: 1 })
    expect(before.measures.netSharpeWithoutBestYear).not.toBeNull()

    const tried = { datasetId: run.datasetId, strategy: 'attention-longconv', engine: 'cpu' }
    for (const [config, seeds] of [
      [{ factorCount: 3 }, [1]],
      [{ factorCount: 3 }, [1, 2]], // other seeds are not another setting
      [{ factorCount: 5 }, [1]],
    ] as const) {
      const made = await findOrCreateRun(api.database.db, { ...tried, config, seeds })
      await markTrial(api.database.db, made.run.id)
    }
    const after = (await api.data(query, { id: run.runId })).run
    expect(after.trials).toBe(3)
    expect(after.measures.deflatedNetSharpe).toBeLessThan(before.measures.deflatedNetSharpe)
  })
})

describe('alpha', () => {
  const QUERY = 'measures { alpha alphaTStatistic hedgedAlpha hedgedAlphaTStatistic }'

  it('is null where the dataset has no factor portfolios', async () => {
    const { split } = await api.data(`{ split(name: "test_2019_2020") { ${QUERY} } }`)
    expect(Object.values(split.measures)).toEqual([null, null, null, null])
  })

  it('is that of net on the factor portfolios among the assets', async () => {
    await using other = await createTestApi()
    const market = { ...MARKET, assets: ['FF:MKT-RF', ...MARKET.assets.slice(1)] }
    const { runId } = await sampleRun(other.database, market, SPLITS.slice(1, 2))
    const result = sampleSplitResult(market, SPLITS[1])
    await publishSplit(other.database.pool, { runId, result })
    await setRunStatus(other.database.db, runId, 'done')
    const { split } = await other.data(
      `{ split(name: "test_2019_2020") { ${QUERY} pnl { date net hedgedNet } } }`,
    )
    const factors = split.pnl.map(({ date }: { date: string }) => [
      MARKET.returns[MARKET.dates.indexOf(date) * MARKET.assets.length],
    ])
    const of = (name: 'net' | 'hedgedNet') =>
      alphaOf(
        split.pnl.map((row: Record<string, number | null>) => row[name]),
        factors,
      )
    expect(split.measures.alpha).toBeCloseTo(of('net')?.alpha ?? Number.NaN, 9)
    expect(split.measures.alphaTStatistic).toBeCloseTo(of('net')?.tStatistic ?? Number.NaN, 9)
    expect(split.measures.hedgedAlpha).toBeCloseTo(of('hedgedNet')?.alpha ?? Number.NaN, 9)
  })
})

describe('the hedge leg of orders', () => {
  const ORDER = 'asset { symbol } currentWeight targetWeight trade notional shares for decidedAt'

  it('is the last order, only on request, and leads from one hedge to the next', async () => {
    const { split } = await api.data(`{ split(name: "test_2020_2021") {
      plain: orders(capital: 1000000) { ${ORDER} }
      hedged: orders(capital: 1000000, hedge: true) { ${ORDER} } } }`)
    expect(split.hedged.slice(0, -1)).toEqual(split.plain)
    const leg = split.hedged.at(-1)
    expect(leg.asset.symbol).toBe('EQUAL_WEIGHT_MARKET')
    expect(leg.trade).toBeCloseTo(leg.targetWeight - leg.currentWeight, 12)
    expect(leg.notional).toBeCloseTo(1e6 * leg.trade, 6)
    expect(leg).toMatchObject({ shares: null, for: MARKET.nextDate })

    // The beta of net on the market over the last 126 dates, from the served series.
    const { splits } = await api.data('{ splits { pnlSeries { dates net } } }')
    const net = splits.flatMap((part: { pnlSeries: { net: number[] } }) => part.pnlSeries.net)
    const y = net.slice(-126)
    const x = Array.from(MARKET.market.slice(-126))
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length
    const [meanX, meanY] = [mean(x), mean(y)]
    const covariance = mean(x.map((value, t) => (value - meanX) * (y[t] - meanY)))
    const spread = mean(x.map((value) => (value - meanX) ** 2))
    expect(leg.targetWeight).toBeCloseTo(-covariance / spread, 9)
  })

  it('is absent on a split that has ended', async () => {
    const { split } = await api.data(
      '{ split(name: "test_2019_2020") { orders(hedge: true) { trade } } }',
    )
    expect(split.orders).toEqual([])
  })
})
