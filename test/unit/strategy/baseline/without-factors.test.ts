import { describe, expect, it } from 'vitest'
import type { MarketData } from '../../../../src/data/source.js'
import type { DayResult } from '../../../../src/results.js'
import { equalWeight } from '../../../../src/strategy/baseline/equal-weight.js'
import { reversalOver } from '../../../../src/strategy/baseline/reversal.js'
import type { Strategy } from '../../../../src/strategy/strategy.js'
import { scoreDates } from '../../../../src/walkforward/score.js'
import { tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const [DATES, ASSETS] = [60, 9]
const returnOf = (t: number, i: number) =>
  i === 8 && t % 25 === 3 ? Number.NaN : 0.02 * Math.sin(t * (i + 1) + i * i)
const market = bySector(tinyMarket({ dates: DATES, assets: ASSETS, returnOf }))
const test = { from: tinyDate(30), to: tinyDate(DATES) }

/** Three sectors of three assets. */
function bySector(data: MarketData): MarketData {
  const sectorOf = Int32Array.from({ length: ASSETS }, (_, i) => i % 3)
  return { ...data, asOf: (date) => ({ ...data.asOf(date), sectorOf }) }
}

async function score(
  strategy: Strategy,
  settings: Record<string, unknown> = {},
  data = market,
): Promise<DayResult[]> {
  const train = { from: tinyDate(0), to: tinyDate(29) }
  const config = strategy.parseConfig(settings)
  const decider = strategy.restore([], { view: data.asOf(train.to), train, config })
  const days: DayResult[] = []
  for await (const day of scoreDates({ market: data, decider, test })) days.push(day)
  decider.dispose()
  return days
}

const grossExposure = (weights: Float32Array) => weights.reduce((sum, w) => sum + Math.abs(w), 0)

describe.each([1, 5, 21] as const)('reversal-%i', (days) => {
  const strategy = reversalOver(days)

  it('holds the negative of past returns, normalised, and has neither factors nor residuals', async () => {
    const results = await score(strategy)
    expect(results.length).toBe(DATES - 30 + 1)
    for (const { book, factors, realised } of results) {
      expect(factors).toBeUndefined()
      expect(realised?.factors).toBeUndefined()
      const held = book.some((w) => w !== 0)
      if (!held) continue
      expect(grossExposure(book)).toBeCloseTo(1, 6)
      expect(book.reduce((sum, w) => sum + w, 0)).toBeCloseTo(0, 6)
    }
    expect(results.filter(({ book }) => book.some((w) => w !== 0)).length).toBeGreaterThan(
      days > 5 ? 0 : 20,
    )
  })

  it('no look-ahead: data of t or later do not change the weights up to t, bit for bit', async () => {
    const t = 45
    const changed = bySector(
      tinyMarket({
        dates: DATES,
        assets: ASSETS,
        returnOf: (s, i) => (s < t ? returnOf(s, i) : 0.3 * Math.cos(s * i)),
      }),
    )
    const [results, others] = [await score(strategy), await score(strategy, {}, changed)]
    const until = t - 30 + 1
    const decided = ({ book, columns }: DayResult) => ({ book, columns })
    expect(others.slice(0, until).map(decided)).toEqual(results.slice(0, until).map(decided))
  })
})

describe('reversal-1 by sector', () => {
  it('is neutral in each sector', async () => {
    for (const { columns, book } of await score(reversalOver(1), { neutral: 'sector' })) {
      const sums = [0, 0, 0]
      columns.forEach((column, place) => {
        sums[column % 3] += book[place]
      })
      for (const sum of sums) expect(sum).toBeCloseTo(0, 6)
    }
  })

  it('refuses an unknown setting', () => {
    expect(() => reversalOver(1).parseConfig({ days: 5 })).toThrow(/there is no "days"/)
    expect(() => reversalOver(1).parseConfig({ neutral: 'country' })).toThrow(
      /"neutral" is "country"/,
    )
  })
})

describe('equal-weight', () => {
  it('holds every asset of the universe at equal weight, from the first date', async () => {
    for (const { columns, book } of await score(equalWeight)) {
      for (const weight of book) expect(weight).toBe(Math.fround(1 / columns.length))
    }
  })
})
