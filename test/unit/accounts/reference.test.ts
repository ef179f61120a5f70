import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sharpeDifferenceInterval, sharpeInterval } from '../../../src/accounts/bootstrap.js'
import { deflatedSharpe, expectedLargestSharpe } from '../../../src/accounts/deflated-sharpe.js'
import { normalCdf, normalQuantile } from '../../../src/accounts/normal.js'
import { alphaOf } from '../../../src/accounts/regression/alpha.js'
import { neweyWestLags, regress } from '../../../src/accounts/regression/regression.js'
import { annualisedSharpe, sharpeStandardError } from '../../../src/accounts/sharpe.js'

/** Written by `python test/unit/accounts/reference/measures.py`, NumPy and SciPy alone. */
const REFERENCE = JSON.parse(
  readFileSync(new URL('./reference/measures.json', import.meta.url), 'utf8'),
)
const DATES = 500
const LAGS = 8
const at = Array.from({ length: DATES }, (_, i) => i + 1)

/** The closed forms of measures.py. */
const market = at.map((t) => 0.01 * Math.sin(t * t))
const factors = at.map((t, i) => [
  market[i],
  0.006 * Math.cos(3 * t * t),
  0.004 * Math.sin(5 * t * t + 1),
])
const shocks = at.map((t) => 0.008 * Math.cos(7 * t * t + 2))
const returns = at.map((_, i) => {
  const [a, b, c] = factors[i]
  return 0.0008 + 0.4 * a - 0.2 * b + 0.1 * c + shocks[i] + 0.5 * (shocks[i - 1] ?? 0)
})
const other = at.map((t, i) => 0.0002 + 0.3 * market[i] + 0.007 * Math.sin(11 * t * t))

const near = (value: number) => expect.closeTo(value, 10)

describe('measures against NumPy and SciPy', () => {
  it('regresses with the errors of Newey and West', () => {
    const fit = regress(returns, factors, LAGS)
    expect(fit?.coefficients).toEqual(REFERENCE.coefficients.map(near))
    expect(fit?.standardErrors).toEqual(REFERENCE.standardErrors.map(near))
    const naive = regress(returns, factors, 0)
    expect(naive?.standardErrors[0]).not.toBeCloseTo(REFERENCE.standardErrors[0], 6)
  })

  it('alpha is the annualised intercept', () => {
    expect([100, 500, 3272].map(neweyWestLags)).toEqual([4, 5, 8])
    const hold = alphaOf(returns, factors)
    expect(hold?.alpha).toBeCloseTo(REFERENCE.alpha, 10)
    expect(hold?.days).toBe(DATES)
    expect(regress(returns, factors, LAGS)?.coefficients[0]).toBeCloseTo(REFERENCE.alpha / 252, 12)
  })

  it('alpha leaves out dates with a missing value, and collinear columns', () => {
    const gap = returns.map((value, t) => (t === 3 ? null : value))
    const some = factors.map((values, t) => (t === 9 ? [] : values))
    expect(alphaOf(gap, some)?.days).toBe(DATES - 2)
    expect(
      alphaOf(
        returns,
        factors.map(([a]) => [a, 2 * a]),
      ),
    ).toBeNull()
    expect(alphaOf(returns.slice(0, 5), factors.slice(0, 5))).toBeNull()
  })

  it('Sharpe ratio and its error after Lo', () => {
    expect(annualisedSharpe(returns)).toBeCloseTo(REFERENCE.sharpe, 10)
    expect(sharpeStandardError(returns)).toBeCloseTo(REFERENCE.sharpeStandardError, 10)
  })

  it('the normal distribution and its inverse', () => {
    for (const [x, p] of Object.entries<number>(REFERENCE.normalCdf)) {
      expect(Math.abs(normalCdf(Number(x)) / p - 1)).toBeLessThan(1e-11)
    }
    for (const [p, x] of Object.entries<number>(REFERENCE.normalQuantile)) {
      expect(normalQuantile(Number(p))).toBeCloseTo(x, 9)
    }
    expect([0, 1, Number.NaN].map(normalQuantile)).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })

  it('the deflated Sharpe ratio falls with the number of trials', () => {
    const rows = Object.entries<{ largest: number; probability: number }>(REFERENCE.deflated)
    for (const [trials, { largest, probability }] of rows) {
      expect(expectedLargestSharpe(Number(trials), DATES)).toBeCloseTo(largest, 10)
      expect(deflatedSharpe(returns, Number(trials))).toBeCloseTo(probability, 10)
    }
    expect(deflatedSharpe([0.1, 0.1, 0.1], 2)).toBeNull()
  })

  it('bootstrap intervals agree with an index-by-index resampling of 20,000', () => {
    const options = { blockLength: LAGS, replications: 10_000 }
    const sharpe = sharpeInterval(returns, options)
    expect(sharpe?.low).toBeCloseTo(REFERENCE.bootstrap.sharpe[0], 0.8)
    expect(sharpe?.high).toBeCloseTo(REFERENCE.bootstrap.sharpe[1], 0.8)
    const difference = sharpeDifferenceInterval(returns, other, options)
    expect(difference?.low).toBeCloseTo(REFERENCE.bootstrap.difference[0], 0.8)
    expect(difference?.high).toBeCloseTo(REFERENCE.bootstrap.difference[1], 0.8)
  })
})
