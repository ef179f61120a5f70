import { describe, expect, it } from 'vitest'
import { marketArrays, marketData } from '../../../src/characteristics/market-data.js'
import type { MarketData } from '../../../src/data/source.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { marketBetas } from '../../../src/execution/market-betas.js'
import type { Execution } from '../../../src/execution/settings.js'
import { volatilityOf } from '../../../src/execution/volatility-target.js'
import { strategyByName } from '../../../src/registry/registry.js'
import type { DayResult } from '../../../src/results.js'
import { scoreDates } from '../../../src/walkforward/score.js'

const { panel } = syntheticMarket({ seed: 5, assets: 24, from: '2015-01-02', to: '2016-05-31' })
const ONE_RANK = { selection: { include: ['r36_13'], exclude: [] } }
const arrays = marketArrays(panel, ONE_RANK)
const market = marketData(arrays)
const test = { from: '2016-04-01', to: '2016-05-10' }
const CUT = '2016-04-22'
const DATES = 60

const strategies = {
  hedged: [
    await strategyByName('pca-ou'),
    { factorCount: 2, window: 40, lookback: 10, entry: 0.3, minimumRSquared: 0 },
  ],
  plain: [await strategyByName('reversal-5'), {}],
} as const

async function scored(
  of: keyof typeof strategies,
  settings: Partial<Execution>,
  { on = market, range = test }: { on?: MarketData; range?: typeof test } = {},
): Promise<DayResult[]> {
  const [strategy, own] = strategies[of]
  const view = on.asOf('2016-03-31')
  const train = { from: view.dates[50], to: '2016-03-31' }
  const config = strategy.parseConfig({ ...own, riskDates: DATES, ...settings })
  const decider = strategy.restore([], { view, train, config })
  const days: DayResult[] = []
  const options = { market: on, decider, test: range, execution: config }
  for await (const day of scoreDates(options)) days.push(day)
  return days
}

/** The market with other prices and volumes after the cut. */
const changed = (() => {
  const from = (panel.dates.indexOf(CUT) + 1) * panel.assets.length
  const future = (values: Float64Array) =>
    values.map((value, cell) => (cell < from ? value : value * (2 + Math.sin(cell))))
  const other = { ...panel, close: future(panel.close), adjClose: future(panel.adjClose) }
  return marketData(marketArrays(other, ONE_RANK))
})()

const viewBefore = (date: string) => market.asOf(market.dates[market.dates.indexOf(date) - 1])
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((all, x) => all + x, 0)
const gross = (book: ArrayLike<number>) => sum(Array.from(book, Math.abs))
const weightsOf = (days: readonly DayResult[]) => days.map(({ book }) => [...book])
const betaOf = ({ date, columns, book }: DayResult) => {
  const betas = marketBetas(viewBefore(date), columns, DATES)
  return sum(book.map((weight, i) => weight * betas[i]))
}
const sectorsOf = ({ columns, book }: DayResult) =>
  arrays.sectors.map((_, sector) => {
    const within = book.filter((_, i) => arrays.sectorOf[columns[i]] === sector)
    return { net: Math.abs(sum(within)), gross: gross(within) }
  })
const volatilityOn = ({ date, columns, book }: DayResult) =>
  volatilityOf(Float64Array.from(book), { view: viewBefore(date), columns }, DATES) ?? 0

const SETTINGS: Partial<Execution>[] = [
  { riskScaling: true },
  { maxSectorNet: 0.05 },
  { maxSectorGross: 0.3 },
  { maxBeta: 0.02 },
  { volatilityTarget: 0.02 },
  {
    riskScaling: true,
    maxSectorNet: 0.06,
    maxSectorGross: 0.4,
    maxBeta: 0.03,
    volatilityTarget: 0.02,
    rebalance: 'W',
    dollarNeutral: true,
    maxWeight: 0.2,
  },
]

describe.each(['hedged', 'plain'] as const)('risk-aware books of a %s strategy', (of) => {
  it.each(SETTINGS)('no look-ahead, and limits on every date: %j', async (settings) => {
    const days = await scored(of, settings)
    const after = days.findIndex(({ date }) => date > CUT) + 1
    const others = await scored(of, settings, { on: changed })
    expect(weightsOf(others).slice(0, after)).toEqual(weightsOf(days).slice(0, after))
    expect(weightsOf(others)).not.toEqual(weightsOf(days))
    const traded = days.filter(({ book }) => gross(book) > 0)
    expect(traded.length).toBeGreaterThan(20)
    const { maxSectorNet, maxSectorGross, maxBeta, volatilityTarget } = settings
    for (const day of traded) {
      if (maxBeta) expect(Math.abs(betaOf(day))).toBeLessThanOrEqual(maxBeta + 1e-6)
      for (const sector of sectorsOf(day)) {
        expect(sector.net).toBeLessThanOrEqual((maxSectorNet ?? 1) + 1e-6)
        expect(sector.gross).toBeLessThanOrEqual((maxSectorGross ?? 1) + 1e-6)
      }
      if (!volatilityTarget) expect(gross(day.book)).toBeCloseTo(1, 6)
      else if (!settings.rebalance) {
        expect(volatilityOn(day)).toBeLessThanOrEqual(volatilityTarget + 1e-8)
        expect(gross(day.book) > 1 - 1e-6 || volatilityOn(day) > volatilityTarget - 1e-8).toBe(true)
      }
    }
  })

  it('do not depend on where the range begins', async () => {
    const settings = { riskScaling: true, maxBeta: 0.05, volatilityTarget: 0.02 }
    const whole = await scored(of, settings)
    const tail = await scored(of, settings, { range: { ...test, from: '2016-04-20' } })
    expect(weightsOf(tail)).toEqual(weightsOf(whole.slice(-tail.length)))
  })

  it('the limits bind: without them the same dates break each', async () => {
    const days = (await scored(of, {})).filter(({ book }) => gross(book) > 0)
    expect(days.some((day) => Math.abs(betaOf(day)) > 0.03)).toBe(true)
    expect(days.some((day) => sectorsOf(day).some(({ net }) => net > 0.06))).toBe(true)
    expect(days.some((day) => sectorsOf(day).some((sector) => sector.gross > 0.3))).toBe(true)
    expect(days.some((day) => volatilityOn(day) > 0.02)).toBe(true)
  })
})
