import { describe, expect, it } from 'vitest'
import {
  BOOTSTRAP_MINIMUM_DATES,
  meanBlockLength,
  sharpeDifferenceInterval,
} from '../../../src/accounts/bootstrap.js'
import { annualisedSharpe } from '../../../src/accounts/sharpe.js'
import { createRandom } from '../../../src/lib/random.js'

/** Independent normal returns of the given daily Sharpe ratio. */
function returns(dates: number, seed: number, sharpe = 0): Float64Array {
  const random = createRandom(seed, 7)
  return Float64Array.from({ length: dates }, () => 0.01 * (random.normal() + sharpe))
}

function widthOf(interval: { low: number; high: number } | null): number {
  return interval ? interval.high - interval.low : Number.NaN
}

describe('the interval of a difference of Sharpe ratios', () => {
  it('has about the width of the normal approximation, 2·1.96·√(2·252/T)', () => {
    const [a, b] = [returns(2520, 1, 0.05), returns(2520, 2)]
    const expected = 2 * 1.96 * Math.sqrt((2 * 252) / 2520)
    expect(widthOf(sharpeDifferenceInterval(a, b)) / expected).toBeGreaterThan(0.85)
    expect(widthOf(sharpeDifferenceInterval(a, b)) / expected).toBeLessThan(1.15)
  })

  it('is narrow for correlated series, because it is paired', () => {
    const a = returns(1000, 1)
    const noise = returns(1000, 2)
    const b = a.map((value, t) => value + 0.1 * noise[t] + 1e-4)
    const apart = widthOf(sharpeDifferenceInterval(a, returns(1000, 3)))
    expect(widthOf(sharpeDifferenceInterval(a, b))).toBeLessThan(apart / 5)
  })

  it('holds the true difference in about 95 of 100 samples', () => {
    const samples = 150
    const held = Array.from({ length: samples }, (_, sample) => {
      const [a, b] = [returns(500, 2 * sample + 1, 0.1), returns(500, 2 * sample + 2)]
      const interval = sharpeDifferenceInterval(a, b, { replications: 400 })
      const truth = 0.1 * Math.sqrt(252)
      return interval !== null && interval.low <= truth && truth <= interval.high
    }).filter(Boolean).length
    expect(held / samples).toBeGreaterThan(0.88)
    expect(held / samples).toBeLessThan(0.995)
  })

  it('widens with autocorrelation, which blocks preserve', () => {
    const shocks = returns(2000, 5)
    const lasting = Float64Array.from(shocks)
    for (let t = 1; t < lasting.length; t++) lasting[t] += 0.8 * lasting[t - 1]
    const still = returns(2000, 6)
    const single = widthOf(sharpeDifferenceInterval(lasting, still, { blockLength: 1 }))
    const blocks = widthOf(sharpeDifferenceInterval(lasting, still, { blockLength: 30 }))
    expect(blocks).toBeGreaterThan(1.4 * single)
  })

  it('changes sign with its arguments, does not depend on scale, and is deterministic', () => {
    const [a, b] = [returns(300, 1, 0.1), returns(300, 2)]
    const interval = sharpeDifferenceInterval(a, b)
    expect(sharpeDifferenceInterval(a, b)).toEqual(interval)
    expect(sharpeDifferenceInterval(a, b, { seed: 2 })).not.toEqual(interval)
    const turned = sharpeDifferenceInterval(b, a)
    expect(turned?.low).toBeCloseTo(-(interval?.high ?? 0), 9)
    const scaled = sharpeDifferenceInterval(
      a.map((value) => 40 * value),
      b,
    )
    expect(scaled?.low).toBeCloseTo(interval?.low ?? 0, 9)
    const difference = Number(annualisedSharpe(a)) - Number(annualisedSharpe(b))
    expect(difference).toBeGreaterThan(interval?.low ?? Number.NaN)
    expect(difference).toBeLessThan(interval?.high ?? Number.NaN)
  })

  it('of a series with itself is 0', () => {
    const a = returns(100, 1)
    expect(sharpeDifferenceInterval(a, a)).toEqual({ low: 0, high: 0 })
  })

  it('is null below 20 dates and without variance', () => {
    const few = BOOTSTRAP_MINIMUM_DATES - 1
    expect(sharpeDifferenceInterval(returns(few, 1), returns(few, 2))).toBeNull()
    expect(sharpeDifferenceInterval(returns(50, 1), new Float64Array(50).fill(0.1))).toBeNull()
    const rare = Float64Array.from({ length: 50 }, (_, t) => (t === 7 ? 0.01 : 0))
    expect(sharpeDifferenceInterval(returns(50, 1), rare)).toBeNull()
  })

  it('uses blocks of T^(1/3)', () => {
    expect([0, 1, 27, 252, 3276].map(meanBlockLength)).toEqual([1, 1, 3, 6, 15])
  })
})
