import { describe, expect, it } from 'vitest'
import { strategyInfo } from '../../../../src/catalogue.js'
import { DEFAULT_EXECUTION } from '../../../../src/execution/settings.js'
import { UserError } from '../../../../src/lib/errors.js'
import { pcaFactors } from '../../../../src/model/pca.js'
import type { DayResult } from '../../../../src/results.js'
import { completeWindow } from '../../../../src/strategy/residual/complete-window.js'
import { ouOn } from '../../../../src/strategy/residual/ou.js'
import { OuPolicy } from '../../../../src/strategy/residual/ou-policy.js'
import { pca } from '../../../../src/strategy/residual/pca.js'
import { steadyFactors } from '../../../../src/strategy/residual/steady-factors.js'
import { universeOf } from '../../../../src/strategy/universe.js'
import { scoreDates } from '../../../../src/walkforward/score.js'
import { factorsOf } from '../../../_util/results.js'
import { tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const pcaOu = ouOn(pca, strategyInfo('pca-ou'))
const ASSETS = 16
const DATES = 110
const NOISE = noise(2 * DATES * ASSETS)
const returnOf = (t: number, i: number) =>
  0.01 * (1 + i / 30) * NOISE[t] +
  0.008 * Math.cos(i) * NOISE[DATES + t] +
  0.01 * NOISE[300 + t * ASSETS + i]
const config = pcaOu.parseConfig({ factorCount: 2, window: 40, entry: 0.8, minimumRSquared: 0.1 })
const market = tinyMarket({ dates: DATES, assets: ASSETS, returnOf })
const test = { from: tinyDate(80), to: tinyDate(DATES) }

describe('pca-ou', () => {
  it('holds normalised books, hedged against its factors', async () => {
    const days = await score(market)
    expect(days).toHaveLength(DATES - 80 + 1)
    const traded = days.filter(({ book }) => book.some((w) => w !== 0))
    expect(traded.length).toBeGreaterThan(20)
    for (const day of traded) {
      const { book, columns } = day
      const gross = book.reduce((sum, w) => sum + Math.abs(w), 0)
      expect(gross).toBeCloseTo(1, 6)
      expect(factorsOf(day).betas).toHaveLength(2 * columns.length)
    }
  })

  it('no look-ahead: data of t or later do not change the weights up to t, bit for bit', async () => {
    const days = await score(market)
    const t = 95
    const changed = tinyMarket({
      dates: DATES,
      assets: ASSETS,
      returnOf: (s, i) => {
        if (s < t) return returnOf(s, i)
        return (s + i) % 5 === 0 ? NaN : 0.3 * Math.sin(s * i)
      },
    })
    const others = await score(changed)
    const until = t - 80 + 1
    expect(others.slice(0, until).map(decided)).toEqual(days.slice(0, until).map(decided))
    expect(decided(others[until])).not.toEqual(decided(days[until]))
    expect(others[until - 1].realised).not.toEqual(days[until - 1].realised)
  })

  it('PC-3: the returns of a date change neither its factors nor its loadings', () => {
    const view = market.asOf(tinyDate(60))
    const options = { view, train: { from: tinyDate(0), to: tinyDate(60) }, config }
    const [member, again] = [pcaOu.restore([], options), pcaOu.restore([], options)]
    const surprise = tinyMarket({
      dates: DATES,
      assets: ASSETS,
      returnOf: (t, i) => (t === 61 ? 0.5 : returnOf(t, i)),
    })
    expect(again.decide(surprise.asOf(tinyDate(60)))).toEqual(member.decide(view))
    expect(again.decide(surprise.asOf(tinyDate(61)))).not.toEqual(
      member.decide(market.asOf(tinyDate(61))),
    )
  })

  it('has factors of the window before the date, rounded once, 0 where not covered', () => {
    const holed = tinyMarket({
      dates: DATES,
      assets: ASSETS,
      returnOf: (t, i) => (i === 3 && t === 45 ? NaN : i === 5 ? 0 : returnOf(t, i)),
    })
    const view = holed.asOf(tinyDate(60))
    const factors = steadyFactors(pca, config).at(view)
    const universe = universeOf(view)
    const { places, returns } = completeWindow(view, universe, 40)
    expect([...factors.covered]).toEqual([...universe].map((i) => (i === 3 || i === 5 ? 0 : 1)))
    expect(places).toHaveLength(ASSETS - 2)
    expect(returns[0]).toBe(returnOf(21, 0))
    const { weights, betas } = pcaFactors(returns, places.length, config)
    for (let k = 0; k < 2; k++) {
      const row = k * ASSETS
      const sign = Math.sign(weights[k * places.length] * factors.weights[row])
      places.forEach((place, i) => {
        expect(factors.weights[row + place]).toBe(
          Math.fround(sign * weights[k * places.length + i]),
        )
        expect(factors.betas[row + place]).toBe(Math.fround(sign * betas[k * places.length + i]))
      })
      expect([factors.weights[row + 3], factors.betas[row + 5]]).toEqual([0, 0])
    }
  })

  it('publishes factors with a gross exposure of 1, with the same book and residuals', async () => {
    const unit: typeof market = {
      ...market,
      asOf: (date) => ({ ...market.asOf(date), grossFactors: true }),
    }
    const [days, before] = [await score(unit), await score(market)]
    expect(days.map(({ book }) => book)).toEqual(before.map(({ book }) => book))
    for (const [d, day] of days.entries()) {
      const { realised } = before[d]
      expect(day.realised?.factors?.residuals).toEqual(realised?.factors?.residuals)
      const { weights } = factorsOf(day)
      for (let k = 0; k < 2; k++) {
        const row = [...weights.subarray(k * ASSETS, (k + 1) * ASSETS)]
        expect(row.reduce((gross, w) => gross + Math.abs(w), 0)).toBeCloseTo(1, 6)
        const earned = row.reduce((sum, w, i) => sum + w * (realised?.returns[i] ?? 0), 0)
        if (realised) expect(day.realised?.factors?.returns[k]).toBeCloseTo(earned, 7)
      }
    }
  })

  it('keeps factor signs steady from day to day', async () => {
    const days = await score(market)
    for (let d = 1; d < days.length; d++) {
      for (let k = 0; k < 2; k++) {
        const row = (day: DayResult) =>
          factorsOf(day).weights.subarray(k * ASSETS, (k + 1) * ASSETS)
        const along = row(days[d]).reduce((sum, w, i) => sum + w * row(days[d - 1])[i], 0)
        expect(along).toBeGreaterThan(0)
      }
    }
  })

  it('covers no asset and does not trade before its window is full', async () => {
    const days = await score(market, { from: tinyDate(30), to: tinyDate(42) })
    expect(factorsOf(days[0]).weights.every((w) => w === 0)).toBe(true)
    expect(factorsOf(days[12]).weights.some((w) => w !== 0)).toBe(true)
    for (const { book } of days) expect(book.every((w) => w === 0)).toBe(true)
  })

  it('OU-6: with memory it holds its open positions', () => {
    const remembering = pcaOu.parseConfig({ window: 40, memory: true, minimumRSquared: 0 })
    const policy = new OuPolicy(remembering)
    const shocked = Float32Array.from({ length: 30 }, (_, j) => 0.01 * Math.sin((j + 1) ** 2))
    const window = (last: number) => {
      const values = shocked.with(29, shocked[29] + last)
      return { assets: Int32Array.of(4), count: 1, lookback: 30, values }
    }
    const decide = (last: number) => policy.decide(window(last))[0]
    expect(decide(0.03)).toBe(0) // s between the exit and the entry: nothing to hold
    expect(decide(0.05)).toBe(-1)
    expect(decide(0.03)).toBe(-1)
    const none = { assets: new Int32Array(), count: 0, lookback: 30, values: new Float32Array() }
    expect(policy.decide(none)).toHaveLength(0) // not tradable on a date: the position is closed
    expect(decide(0.03)).toBe(0)
  })

  it('with memory, positions do not depend on where the test range begins', async () => {
    const settings = {
      window: 40,
      lookback: 8,
      memory: true,
      minimumRSquared: 0,
      exitLong: 0,
      exitShort: 0,
    }
    const remembering = pcaOu.parseConfig({ factorCount: 2, ...settings })
    const earlier = await score(market, { ...test, from: tinyDate(70) }, remembering)
    const later = await score(market, test, remembering)
    expect(later.map(({ book }) => book)).toEqual(earlier.slice(10).map(({ book }) => book))
  })

  it('refuses as many factors as the median universe has assets', () => {
    const train = { from: tinyDate(0), to: tinyDate(60) }
    const restore = (factorCount: number) =>
      pcaOu.restore([], {
        view: market.asOf(train.to),
        train,
        config: { ...config, factorCount },
      })
    expect(() => restore(ASSETS)).toThrow(UserError)
    expect(() => restore(ASSETS)).toThrow(
      /factorCount 16 .* median universe of 2020-01-01 to 2020-03-01 holds 16 assets; set/,
    )
    expect(restore(ASSETS - 1).factorCount).toBe(ASSETS - 1)
  })

  it('is deterministic', async () => {
    expect(await score(market)).toEqual(await score(market))
  })
})

describe('settings of pca-ou', () => {
  it('have the defaults of the literature', () => {
    expect(pcaOu.parseConfig({})).toEqual({
      ...DEFAULT_EXECUTION,
      factorCount: 8,
      window: 252,
      loadingWindow: 252,
      lookback: 30,
      entry: 1.25,
      minimumRSquared: 0.25,
      memory: false,
      exitLong: 0.5,
      exitShort: 0.75,
    })
    expect(pcaOu.parseConfig({ loadingWindow: 60 }).loadingWindow).toBe(60)
    expect(pcaOu.parseConfig({ ...pcaOu.parseConfig({}) })).toEqual(pcaOu.parseConfig({}))
  })

  it('name key, value and remedy where they are wrong', () => {
    const of = (overrides: Record<string, unknown>) => () => pcaOu.parseConfig(overrides)
    expect(of({ factorCount: 0 })).toThrow(UserError)
    expect(of({ factorCount: 0 })).toThrow(/settings of pca-ou: "factorCount" is 0: .*>=1/)
    expect(of({ factors: 8 })).toThrow(/there is no "factors".*Settings are factorCount, window/)
    expect(of({ loadingWindow: 60, window: 50 })).toThrow(/"loadingWindow" is 60: loadings cannot/)
    expect(of({ entry: 'high' })).toThrow(/"entry" is "high"/)
  })
})

const decided = ({ realised: _, ...decisions }: DayResult) => decisions

async function score(data: typeof market, range = test, settings = config): Promise<DayResult[]> {
  const view = data.asOf(tinyDate(59))
  const train = { from: tinyDate(0), to: tinyDate(59) }
  const decider = pcaOu.restore([], { view, train, config: settings })
  const days: DayResult[] = []
  for await (const day of scoreDates({ market: data, decider, test: range })) days.push(day)
  return days
}

/** In (−1, 1). */
function noise(length: number): Float64Array {
  let state = 99
  return Float64Array.from({ length }, () => {
    state = (state * 48271) % 2147483647
    return (2 * state) / 2147483647 - 1
  })
}
