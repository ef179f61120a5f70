import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** A test year, one after it that ends early, and no third; everything below is recomputed. */
const MARKET = sampleMarket({ from: '2018-11-01', dateCount: 340, assetCount: 6 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true }),
]
const [YEAR, LIVE] = SPLITS.map((split) => sampleSplitResult(MARKET, split))
const DATE = LIVE.days[9].date

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
  const { runId } = await sampleRun(api.database, MARKET, SPLITS)
  for (const result of [YEAR, LIVE]) await publishSplit(api.database.pool, { runId, result })
  await setRunStatus(api.database.db, runId, 'done')
})
afterAll(() => api?.[Symbol.asyncDispose]())

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
function covariance(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [sum(x) / x.length, sum(y) / y.length]
  return sum(x.map((value, t) => (value - meanX) * (y[t] - meanY))) / x.length
}
interface Weight {
  readonly asset: { readonly symbol: string }
  readonly weight: number
}
const toMap = (weights: readonly Weight[]) =>
  new Map(weights.map(({ asset, weight }) => [asset.symbol, weight]))

/** Simple returns of the market over the dates before one, missing as 0. */
function returnsBefore(date: string, count: number): number[][] {
  const end = MARKET.dates.findIndex((known) => known >= date)
  const last = end < 0 ? MARKET.dates.length : end
  const n = MARKET.assets.length
  return Array.from({ length: Math.min(count, last) }, (_, t) => {
    const row = last - Math.min(count, last) + t
    return Array.from(MARKET.returns.subarray(row * n, (row + 1) * n), (r) => r || 0)
  })
}

describe('hedge', () => {
  const QUERY = `query ($positions: [PositionInput!]!, $date: Date, $split: String, $strategy: String) {
    hedge(positions: $positions, date: $date, split: $split, strategy: $strategy) {
      split strategy date exposures exposuresAfter volatilityBefore volatilityAfter
      trades { asset { symbol } weight } hedged { asset { symbol } weight }
      outside { asset { symbol } weight } } }`
  const MODEL = `query ($date: Date!, $name: String!) { split(name: $name) {
    betas(date: $date) { asset { symbol } betas }
    factors { weights(date: $date) { asset { symbol } weight } } } }`
  const positions = [
    { symbol: 'S000', weight: 0.5 },
    { symbol: 'S003', weight: -0.75 },
    { symbol: 'S004', weight: 2 },
  ]

  it.each<[string, { date?: string; split?: string }, string]>([
    ['a date of a past split', { date: YEAR.days[100].date }, 'test_2018_2019'],
    ['a date of the live one', { date: DATE }, 'test_2019_2020'],
    ['the next date, by default', {}, 'test_2019_2020'],
    ['the last date of a split', { split: 'test_2018_2019' }, 'test_2018_2019'],
  ])('follows from what is served: %s', async (_name, variables, name) => {
    const { hedge } = await api.data(QUERY, { positions, ...variables })
    const date = variables.date ?? (name === 'test_2018_2019' ? '2019-12-31' : MARKET.nextDate)
    expect(hedge).toMatchObject({ split: name, strategy: 'attention-longconv', date })
    const { split } = await api.data(MODEL, { date, name })
    const p = new Map(positions.map(({ symbol, weight }) => [symbol, weight]))
    type Row = { asset: { symbol: string }; betas: number[] }
    const exposureOf = (portfolio: Map<string, number>, k: number) =>
      sum(split.betas.map((r: Row) => (portfolio.get(r.asset.symbol) ?? 0) * r.betas[k]))
    const factors: Map<string, number>[] = split.factors.map(({ weights }: { weights: Weight[] }) =>
      toMap(weights),
    )
    const exposures = factors.map((_, k) => exposureOf(p, k))
    expect(hedge.exposures).toHaveLength(2)
    exposures.forEach((exposure, k) => {
      expect(hedge.exposures[k]).toBeCloseTo(exposure, 12)
    })

    const [trades, hedged] = [toMap(hedge.trades), toMap(hedge.hedged)]
    for (const symbol of MARKET.assets) {
      const trade = -sum(factors.map((weights, k) => exposures[k] * (weights.get(symbol) ?? 0)))
      expect(trades.get(symbol) ?? 0).toBeCloseTo(trade, 12)
      expect(hedged.get(symbol) ?? 0).toBeCloseTo((p.get(symbol) ?? 0) + trade, 12)
    }
    factors.forEach((_, k) => {
      expect(hedge.exposuresAfter[k]).toBeCloseTo(exposureOf(hedged, k), 12)
      expect(Math.abs(hedge.exposuresAfter[k])).toBeLessThan(0.1 * Math.abs(exposures[k]))
    })
    const days = returnsBefore(date, 252)
    for (const [portfolio, served] of [
      [p, hedge.volatilityBefore],
      [hedged, hedge.volatilityAfter],
    ] as const) {
      const series = days.map((row) =>
        sum(row.map((r, i) => r * (portfolio.get(MARKET.assets[i]) ?? 0))),
      )
      expect(served).toBeCloseTo(Math.sqrt(252 * covariance(series, series)), 12)
    }
    expect(hedge.outside).toEqual([])
  })

  it('names assets without betas on the date and keeps their weights', async () => {
    const market = sampleMarket({ from: '2019-12-27', dateCount: 30, assetCount: 6 })
    const split = sampleSplit()
    await using other = await createTestApi()
    const { runId } = await sampleRun(other.database, market, [split])
    await publishSplit(other.database.pool, { runId, result: sampleSplitResult(market, split) })
    const both = [
      { symbol: 'S001', weight: 1 },
      { symbol: 'S005', weight: -0.25 },
    ]
    const { hedge } = await other.data(QUERY, { positions: both, date: '2020-01-02' })
    const outside = [{ asset: { symbol: 'S005' }, weight: -0.25 }]
    expect(hedge.outside).toEqual(outside)
    expect(hedge.hedged).toEqual(expect.arrayContaining(outside))
    expect(hedge.trades).not.toEqual(expect.arrayContaining([{ asset: { symbol: 'S005' } }]))
    expect(hedge).toMatchObject({ volatilityBefore: null, volatilityAfter: null })
  })

  it.each([
    [{ positions: [] }, 'BAD_USER_INPUT: positions: none is given'],
    [
      { positions: [...positions, { symbol: 'S003', weight: 1 }] },
      'BAD_USER_INPUT: positions: S003 is given twice',
    ],
    [
      { positions: [{ symbol: 'AAPL', weight: 1 }, ...positions, { symbol: 'IBM', weight: 1 }] },
      'BAD_USER_INPUT: positions: AAPL, IBM unknown',
    ],
    [{ positions: [{ symbol: 'S001', weight: 1e300 }] }, 'BAD_USER_INPUT: positions: 1e+300 of'],
    [{ positions: [{ symbol: 'S001', weight: 'x' }] }, 'BAD_USER_INPUT: Variable "$positions"'],
    [{ positions, date: '2019-05-05' }, 'BAD_USER_INPUT: date: 2019-05-05 is not a trading date'],
    [
      { positions, date: '2017-05-05' },
      'BAD_USER_INPUT: date: 2017-05-05 lies outside the publish',
    ],
    [{ positions, date: '2020-12-01' }, 'DATA_NOT_READY: date: 2020-12-01 is not scored yet'],
    [{ positions, split: 'x' }, 'NOT_FOUND: split: "x" is unknown to attention-longconv; have:'],
    [{ positions, strategy: 'x' }, 'NOT_FOUND: strategy: "x" is unknown'],
    [{ positions, strategy: 'pca-ou' }, 'DATA_NOT_READY: nothing of pca-ou is published yet'],
  ])('refuses %o', async (variables, error) => {
    expect(await api.error(QUERY, variables)).toContain(error)
  })

  it('refuses a weight that is no number', async () => {
    expect(
      await api.error('{ hedge(positions: [{ symbol: "S001", weight: 1e999 }]) { exposures } }'),
    ).toMatch(/^BAD_USER_INPUT: /)
  })
})

describe('factorCovariance', () => {
  const QUERY = `query ($date: Date!, $name: String!) {
    split(name: $name) { factorCovariance(date: $date) } }`

  it('equals that of the served factor returns of the 252 dates before, across splits', async () => {
    const { splits } = await api.data('{ splits { factors { returns { dates values } } } }')
    type Returns = { returns: { dates: string[]; values: number[] } }
    type Dated = { date: string; value: number }
    const series: Dated[][] = [0, 1].map((k) =>
      splits.flatMap(({ factors }: { factors: Returns[] }) => {
        const { dates, values } = factors[k].returns
        return dates.map((date, t): Dated => ({ date, value: values[t] }))
      }),
    )
    for (const date of [DATE, MARKET.nextDate]) {
      const before = series.map((days) =>
        days
          .filter((day) => day.date < date)
          .slice(-252)
          .map(({ value }) => value),
      )
      expect(before[0]).toHaveLength(252)
      const { split } = await api.data(QUERY, { date, name: 'test_2019_2020' })
      for (const k of [0, 1]) {
        for (const l of [0, 1]) {
          expect(split.factorCovariance[k][l]).toBeCloseTo(
            252 * covariance(before[k], before[l]),
            12,
          )
        }
      }
    }
  })

  it('is null below 20 dates', async () => {
    const at = (index: number) => ({ name: 'test_2018_2019', date: YEAR.days[index].date })
    expect(await api.error(QUERY, at(19))).toMatch(
      /^DATA_NOT_READY: date: 19 dates are published before \S+ in test_2018_2019/,
    )
    expect((await api.data(QUERY, at(20))).split.factorCovariance).toHaveLength(2)
    expect(await api.error(QUERY, { ...at(0), date: '2019-01-05' })).toMatch(/^BAD_USER_INPUT: /)
  })
})

describe('residualVolatility', () => {
  const QUERY = `query ($date: Date!, $name: String!) {
    split(name: $name) { residualVolatility(date: $date) { asset { symbol } value } } }`

  it('equals that of the served residuals of the 252 dates before, across splits', async () => {
    const { splits } = await api.data(
      '{ splits { residuals(assets: ["S001"]) { edges { node { date value } } } } }',
    )
    type Edges = { residuals: { edges: { node: { date: string; value: number } }[] } }
    const residuals = splits.flatMap(({ residuals: { edges } }: Edges) =>
      edges.map(({ node }) => node),
    )
    const dates = [...YEAR.days, ...LIVE.days].map(({ date }) => date)
    const before = new Set(dates.filter((date) => date < DATE).slice(-252))
    const values = residuals
      .filter(({ date }: { date: string }) => before.has(date))
      .map(({ value }: { value: number }) => value)
    expect(values.length).toBeLessThan(252)
    const { split } = await api.data(QUERY, { date: DATE, name: 'test_2019_2020' })
    expect(split.residualVolatility).toHaveLength(6)
    const [, second] = split.residualVolatility
    expect(second.asset.symbol).toBe('S001')
    expect(second.value).toBeCloseTo(Math.sqrt(252 * covariance(values, values)), 6)
  })

  it('leaves out assets with fewer than 20 dates, and is null where every asset has fewer', async () => {
    const at = (index: number) => ({ name: 'test_2018_2019', date: YEAR.days[index].date })
    expect(await api.error(QUERY, at(19))).toMatch(/^DATA_NOT_READY: date: 19 dates/)
    const { split } = await api.data(QUERY, at(20))
    const symbols = split.residualVolatility.map((row: Weight) => row.asset.symbol)
    expect(symbols).not.toContain('S001')
    expect(symbols).toContain('S000')
  })
})
