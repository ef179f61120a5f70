import { describe, expect, it } from 'vitest'
import type { MarketData } from '../../../../src/data/source.js'
import { blendedBook } from '../../../../src/strategy/blend/blended-book.js'
import { componentWeights } from '../../../../src/strategy/blend/component-weights.js'
import { type BlendSettings, blendSettings } from '../../../../src/strategy/blend/settings.js'
import type { ComponentBooks } from '../../../../src/strategy/component-books.js'
import { tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const [DATES, ASSETS, LOOKBACK] = [30, 3, 5]
const returnOf = (t: number, i: number) => 0.01 * Math.sin(1 + 3 * t + 7 * i)
const market = (from = DATES) =>
  tinyMarket({
    dates: DATES,
    assets: ASSETS,
    returnOf: (t, i) => (t < from ? returnOf(t, i) : 0.5 - i / 3),
    memberOf: (t, i) => !(t === 12 && i === 2),
  })

/** Books by formula from date `from` on, NaN outside the universe. */
function books(
  of: (t: number, i: number) => number,
  { from = 8, to = DATES } = {},
): ComponentBooks {
  const rows = Array.from({ length: to - from + 1 }, (_, row) => from + row)
  const weights = rows.flatMap((t) => {
    const row = [0, 1, 2].map((i) => (t === 12 && i === 2 ? Number.NaN : of(t, i)))
    const size = row.reduce((sum, w) => sum + Math.abs(w || 0), 0)
    return row.map((w) => (size === 0 ? w * 0 : w / size))
  })
  return { runId: 'x', dates: rows.map(tinyDate), weights: Float32Array.from(weights) }
}

const LONG = books((t, i) => 1 + ((t * (i + 2)) % 3))
const SHORT = books((t, i) => Math.cos(t + 2 * i))

const settingsOf = (own: Partial<BlendSettings>): BlendSettings => ({
  ...blendSettings.parse({}),
  lookback: LOOKBACK,
  ...own,
})

function decided(
  t: number,
  {
    components = [LONG, SHORT],
    own = {} as Partial<BlendSettings>,
    on = market() as MarketData,
  } = {},
) {
  const decider = blendedBook({ components, assetCount: ASSETS, settings: settingsOf(own) })
  const {
    book,
    components: weights = new Float32Array(),
    columns,
  } = decider.decide(on.asOf(tinyDate(t - 1)))
  return { book: [...book], weights: [...weights], columns: [...columns] }
}

/** The net return of date t by hand: 5 bp of the move, 1 bp of what is short. */
function netOf({ weights, dates }: ComponentBooks, t: number): number {
  const row = dates.indexOf(tinyDate(t))
  let net = 0
  for (let i = 0; i < ASSETS; i++) {
    const w = weights[row * ASSETS + i] || 0
    const before = row === 0 ? 0 : weights[(row - 1) * ASSETS + i] || 0
    net += w * returnOf(t, i) - 5e-4 * Math.abs(w - before) - 1e-4 * Math.max(-w, 0)
  }
  return net
}

describe('a blended book', () => {
  it('is the weighted sum of the books of the date, scaled to 1', () => {
    const { book, weights } = decided(20)
    expect(weights).toEqual([0.5, 0.5])
    const at = (one: ComponentBooks, i: number) => one.weights[12 * ASSETS + i]
    const sum = [0, 1, 2].map((i) => 0.5 * at(LONG, i) + 0.5 * at(SHORT, i))
    const size = sum.reduce((total, w) => total + Math.abs(w), 0)
    expect(size).toBeLessThan(0.99) // positions offset
    for (const [i, w] of sum.entries()) expect(book[i]).toBeCloseTo(w / size, 14)
  })

  it('holds the universe of the date', () => {
    expect(decided(12).columns).toEqual([0, 1])
    expect(decided(13).columns).toEqual([0, 1, 2])
  })

  it('weighs by the net returns of the dates before, costs of the move included', () => {
    for (const weighting of ['inverse-volatility', 'fitted'] as const) {
      const { weights } = decided(20, { own: { weighting } })
      const nets = [LONG, SHORT].map((one) =>
        Float64Array.from({ length: LOOKBACK }, (_, n) => netOf(one, 15 + n)),
      )
      const expected = componentWeights(nets, { weighting, shrinkage: 3 })
      expect(expected[0]).not.toBeCloseTo(0.5, 2)
      for (const [m, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[m], 6)
    }
  })

  it('weighs equally until every component has the lookback', () => {
    const own = { weighting: 'inverse-volatility' } as const
    expect(decided(12, { own }).weights).toEqual([0.5, 0.5])
    expect(decided(13, { own }).weights).not.toEqual([0.5, 0.5])
    const late = books((t, i) => Math.cos(t + 2 * i), { from: 9 })
    expect(decided(13, { own, components: [LONG, late] }).weights).toEqual([0.5, 0.5])
  })

  it('is flat where all positions offset, and where a component has no book', () => {
    const opposite = { ...LONG, weights: LONG.weights.map((w) => -w) }
    expect(decided(20, { components: [LONG, opposite] }).book).toEqual([0, 0, 0])
    const ends = books((t, i) => t + i, { to: 19 })
    expect(decided(20, { components: [LONG, ends] }).book).toEqual([0, 0, 0])
  })

  it('of t is the same, bit for bit, whatever is known or decided from t on', () => {
    for (const weighting of ['inverse-volatility', 'fitted'] as const) {
      const own = { weighting }
      for (let t = 10; t <= 25; t++) {
        const whole = decided(t, { own })
        const cut = [LONG, SHORT].map((one) => ({
          ...one,
          dates: one.dates.filter((date) => date <= tinyDate(t)),
          weights: one.weights.slice(0, (t - 7) * ASSETS),
        }))
        expect(decided(t, { own, components: cut })).toEqual(whole)
        expect(decided(t, { own, on: market(t) })).toEqual(whole)
        const later = [LONG, SHORT].map((one) => ({
          ...one,
          weights: one.weights.map((w, at) => (at >= (t - 7) * ASSETS ? -w : w)),
        }))
        expect(decided(t, { own, components: later })).toEqual(whole)
      }
    }
  })

  it('of t+1 depends on the return of t, and on the book that earned it', () => {
    const own = { weighting: 'inverse-volatility' } as const
    const known = decided(21, { own }).weights
    expect(decided(21, { own, on: market(20) }).weights).not.toEqual(known)
    expect(decided(20, { own, on: market(20) }).weights).toEqual(decided(20, { own }).weights)
  })
})
