import { describe, expect, it } from 'vitest'
import type { MarketData } from '../../../src/data/source.js'
import { NOTHING_HELD, topkDrop, topkDropWarmUp } from '../../../src/policy/topk-drop.js'
import type { DayResult, Predictions } from '../../../src/results.js'
import { meanOfPredictions, mixture } from '../../../src/strategy/mean-of-predictions.js'
import { predictedBook } from '../../../src/strategy/predicted-book.js'
import type { PredictionRule } from '../../../src/strategy/prediction-rule.js'
import type { Predictor } from '../../../src/strategy/predictor.js'
import { scoreDates } from '../../../src/walkforward/score.js'
import { tinyDate, tinyMarket } from '../../_util/tiny-market.js'

const [DATES, ASSETS] = [30, 5]
const returnOf = (t: number, i: number) => 0.01 * Math.sin(3 * t + i * i)
const market = tinyMarket({
  dates: DATES,
  assets: ASSETS,
  returnOf,
  memberOf: (t, i) => i !== 2 || t < 20,
})
const test = { from: tinyDate(10), to: tinyDate(DATES) }

interface Watched extends Predictor {
  readonly realised: number[][]
  disposed: number
}

/** Predicts the last return times `scale`; two factors on request. */
function momentum(scale = 1, { factorCount = 0 } = {}): Watched {
  return {
    factorCount,
    realised: [],
    disposed: 0,
    predict({ returns, dates, assets }, universe) {
      const last = (dates.length - 1) * assets.length
      const mean = Float32Array.from(universe, (column) => scale * returns[last + column])
      const predictions = { mean, risk: new Float32Array(universe.length).fill(0.5 * scale) }
      if (factorCount === 0) return { predictions }
      const weights = new Float32Array(factorCount * universe.length).fill(1 / universe.length)
      return { predictions, factors: { weights, betas: weights.map(() => 1) } }
    },
    realise(returns) {
      this.realised.push([...returns])
      return factorCount === 0
        ? {}
        : { factors: { returns: new Float32Array(factorCount).fill(9) } }
    },
    dispose() {
      this.disposed++
    },
  }
}

interface HeldName {
  readonly column: number
}

/** Takes the best name on dates when the first is predicted to rise, and holds it until the next. */
function holdBest(seen: HeldName[] = []): PredictionRule<HeldName> {
  return {
    nothingHeld: { column: -1 },
    warmUp: 4,
    decide({ mean }, columns, held) {
      seen.push(held)
      const place = columns.indexOf(held.column)
      const keeps = place >= 0 && mean[0] <= 0
      const best = keeps ? place : mean.indexOf(Math.max(...mean))
      const weights = Array.from(columns, (_, i) => (i === best ? 1 : 0))
      return { held: { column: columns[best] }, weights }
    },
  }
}

async function score(
  predictor: Predictor,
  {
    rule = holdBest(),
    on = market,
    range = test,
  }: { rule?: PredictionRule<HeldName>; on?: MarketData; range?: typeof test } = {},
): Promise<DayResult[]> {
  const decider = predictedBook({ predictor, rule })
  const days: DayResult[] = []
  for await (const day of scoreDates({ market: on, decider, test: range })) days.push(day)
  return days
}

describe('a book from predictions', () => {
  it('is decided by the rule from the predictions and the holdings', async () => {
    const seen: HeldName[] = []
    const days = await score(momentum(), { rule: holdBest(seen) })
    expect(days).toHaveLength(DATES - 10 + 1)
    expect(seen).toHaveLength(days.length + 4) // the warm-up dates are decided too
    expect(seen[0]).toEqual({ column: -1 })
    days.slice(0, -1).forEach(({ columns, book }, d) => {
      expect(seen[d + 5]).toEqual({ column: columns[book.indexOf(1)] })
    })
    const kept = days.filter(({ book, columns }, d) => {
      const held = days[d - 1]
      return held && columns[book.indexOf(1)] === held.columns[held.book.indexOf(1)]
    })
    expect(kept.length).toBeGreaterThan(3)
    expect(kept.length).toBeLessThan(days.length)
  })

  it('does not depend on where the test range begins', async () => {
    const whole = await score(momentum())
    const tail = await score(momentum(), { range: { ...test, from: tinyDate(18) } })
    expect(tail).toEqual(whole.slice(8))
  })

  it('no look-ahead: data of t or later do not change the books up to t, bit for bit', async () => {
    const t = 20
    const changed = tinyMarket({
      dates: DATES,
      assets: ASSETS,
      returnOf: (s, i) => (s < t ? returnOf(s, i) : 0.5 * Math.cos(s * i)),
      memberOf: (s, i) => i !== 2 || s < 20,
    })
    const [days, others] = [await score(momentum()), await score(momentum(), { on: changed })]
    const decided = ({ realised: _, ...rest }: DayResult) => rest
    const until = t - 10 + 1
    expect(others.slice(0, until).map(decided)).toEqual(days.slice(0, until).map(decided))
    expect(others.map(decided)).not.toEqual(days.map(decided))
  })

  it('passes the predictor the returns of each date once, and none of a later date', async () => {
    const predictor = momentum()
    const days = await score(predictor)
    expect(predictor.realised).toHaveLength(days.length - 1 + 4)
    days.slice(0, -1).forEach(({ realised }, d) => {
      expect(predictor.realised[d + 4]).toEqual([...(realised?.returns ?? [])])
      expect(realised?.factors).toBeUndefined()
    })
  })

  it('publishes the factors of a predictor, without residuals', async () => {
    const [day] = await score(momentum(1, { factorCount: 2 }))
    expect(day.factors?.weights).toHaveLength(2 * ASSETS)
    expect(day.factors?.betas).toHaveLength(2 * ASSETS)
    expect([...(day.realised?.factors?.returns ?? [])]).toEqual([9, 9])
    expect(day.realised?.factors?.residuals).toBeUndefined()
  })

  it('publishes the codes and codebooks of a predictor; of several seeds, those of the first', async () => {
    const codebooks = [{ module: 'TIME_SERIES', usageTrain: Float64Array.of(3, 4) }] as const
    const coded = (code: number): Predictor => {
      const predictor = momentum()
      return {
        ...predictor,
        codebooks,
        predict: (view, universe) => ({
          ...predictor.predict(view, universe),
          codes: { timeSeries: new Float32Array(universe.length).fill(code) },
        }),
        realise: () => ({}),
      }
    }
    const days = await score(meanOfPredictions([coded(1), coded(0)]))
    for (const { codes, columns } of days) {
      expect(codes).toEqual({ timeSeries: new Float32Array(columns.length).fill(1) })
    }
    const decider = predictedBook({ predictor: coded(1), rule: holdBest() })
    expect(decider.codebooks).toBe(codebooks)
    const [plain] = await score(momentum())
    expect(plain).not.toHaveProperty('codes')
  })

  it('accepts TopK-Drop as its rule', async () => {
    const settings = { k: 2, n: 1, hold: 1, riskAversion: 0, sides: 'long-short' } as const
    const rule = {
      nothingHeld: NOTHING_HELD,
      warmUp: topkDropWarmUp(settings),
      decide: (predictions: Predictions, columns: Int32Array, held: typeof NOTHING_HELD) =>
        topkDrop({ columns, ...predictions }, held, settings),
    }
    const decider = predictedBook({ predictor: momentum(), rule })
    let dates = 0
    for await (const { book } of scoreDates({ market, decider, test })) {
      expect(book.toSorted()).toEqual(sides(book.length))
      dates++
    }
    expect(dates).toBe(DATES - 10 + 1)
  })

  it('refuses predictions of another universe', async () => {
    const short: Predictor = {
      ...momentum(),
      predict: () => ({ predictions: { mean: new Float32Array(1), risk: new Float32Array(1) } }),
    }
    await expect(score(short)).rejects.toThrow(/1 predictions for a universe of 5 on 2020-01-07/)
  })
})

/** Two short, two long. */
function sides(count: number): Float32Array {
  const held = new Float32Array(count).fill(0.25, -2).fill(-0.25, 0, 2)
  return held
}

describe('the mean of predictions', () => {
  it('is that of the equal mixture, computed by hand: μ̄ = mean μ, σ² = mean(σ² + μ²) − μ̄²', () => {
    const seeds = [
      { mean: Float32Array.of(1, 0), risk: Float32Array.of(2, 1) },
      { mean: Float32Array.of(3, 0), risk: Float32Array.of(4, 1) },
    ]
    const { mean, risk } = mixture(seeds)
    expect([...mean]).toEqual([2, 0])
    expect(risk[0]).toBeCloseTo(Math.sqrt((4 + 1 + 16 + 9) / 2 - 4), 6)
    expect(risk[1]).toBeCloseTo(1, 6)
  })

  it('of one seed equals its predictions, bit for bit', () => {
    const only = { mean: Float32Array.of(0.1, 0.3), risk: Float32Array.of(0.7, 0.2) }
    expect(mixture([only])).toBe(only)
  })

  it('is taken before the rule; factors are the first seed’s, and every seed gets the returns and is disposed', async () => {
    const seeds = [momentum(3, { factorCount: 2 }), momentum(-1)]
    const decider = predictedBook({ predictor: meanOfPredictions(seeds), rule: holdBest() })
    const [day] = await score(meanOfPredictions(seeds))
    const [alone] = await score(momentum())
    expect(day.book).toEqual(alone.book) // 3r and −r have the order of r
    expect(day.factors?.weights).toHaveLength(2 * ASSETS)
    expect(seeds[0].realised).toEqual(seeds[1].realised)
    decider.dispose()
    expect(seeds.map(({ disposed }) => disposed)).toEqual([1, 1])
  })
})
