import { describe, expect, it } from 'vitest'
import { hedgeOf } from '../../../src/accounts/hedge.js'
import {
  annualisedCovariance,
  annualisedVolatility,
  fixedWeightVolatility,
} from '../../../src/accounts/risk.js'

/** Two factors over four assets, the last outside the universe; β = Wᵀ(WWᵀ)⁻¹, worked by hand. */
const W = [
  [0.5, 0.5, 0, null],
  [0, 0, 1, null],
]
const BETAS = [
  [1, 1, 0, null],
  [0, 0, 1, null],
]

const close = (value: number) => expect.closeTo(value, 15)

describe('the hedge', () => {
  it('cancels the factor exposures of a portfolio', () => {
    const portfolio = Float64Array.of(0.6, 0.2, -0.1, 0.3)
    const { exposures, trades, hedged, exposuresAfter } = hedgeOf(portfolio, {
      factorWeights: W,
      betas: BETAS,
    })
    expect(exposures[0]).toBeCloseTo(0.8, 15)
    expect(exposures[1]).toBeCloseTo(-0.1, 15)
    expect(Array.from(trades)).toEqual([-0.4, -0.4, 0.1, 0].map(close))
    expect(Array.from(hedged)).toEqual([0.2, -0.2, 0, 0.3].map(close))
    for (const exposure of exposuresAfter) expect(exposure).toBeCloseTo(0, 15)
  })

  it('is Φᵀp: with a ridge the exposure `e − (Wβ)ᵀe` remains', () => {
    const betas = BETAS.map((beta) => beta.map((value) => value && 0.9 * value))
    const { exposures, exposuresAfter } = hedgeOf(Float64Array.of(1, 0, 0, 0), {
      factorWeights: W,
      betas,
    })
    expect(exposures).toEqual([0.9, 0])
    expect(exposuresAfter[0]).toBeCloseTo(0.9 - 0.9 * 0.9, 15)
  })

  it('applied twice equals applied once, without a ridge', () => {
    const model = { factorWeights: W, betas: BETAS }
    const { hedged } = hedgeOf(Float64Array.of(0.6, 0.2, -0.1, 0.3), model)
    const again = hedgeOf(hedged, model).hedged
    again.forEach((weight, i) => {
      expect(weight).toBeCloseTo(hedged[i], 15)
    })
  })
})

describe('risk', () => {
  const days = Array.from({ length: 40 }, (_, t) => [Math.sin(t), Math.cos(2 * t), t % 3])

  it('is the population covariance times 252', () => {
    const covariance = annualisedCovariance(days) ?? []
    const centre = (k: number) => days.reduce((sum, day) => sum + day[k], 0) / days.length
    for (const k of [0, 1, 2]) {
      for (const l of [0, 1, 2]) {
        const sum = days.reduce((s, day) => s + (day[k] - centre(k)) * (day[l] - centre(l)), 0)
        expect(covariance[k][l]).toBeCloseTo((252 * sum) / days.length, 10)
      }
      const volatility = annualisedVolatility(days.map((day) => day[k])) ?? 0
      expect(volatility ** 2).toBeCloseTo(covariance[k][k], 10)
    }
  })

  it('drops incomplete dates, and is null below 20', () => {
    const holed = [...days, [null, 1, 1], [Number.NaN, 1, 1]]
    expect(annualisedCovariance(holed)).toEqual(annualisedCovariance(days))
    expect(annualisedCovariance(days.slice(0, 19))).toBeNull()
    expect(annualisedVolatility([...new Array(19).fill(1), null, Number.NaN])).toBeNull()
    expect(annualisedVolatility(new Array(20).fill(0.1))).toBe(0)
    expect(fixedWeightVolatility([1], new Array(19).fill([0.1]))).toBeNull()
  })

  it('of fixed weights counts a missing return as 0', () => {
    const returns = days.map(([a, b], t) => [a, t % 2 === 0 ? b : null])
    const series = days.map(([a, b], t) => 0.5 * a - 0.25 * (t % 2 === 0 ? b : 0))
    expect(fixedWeightVolatility([0.5, -0.25], returns)).toBeCloseTo(
      annualisedVolatility(series) ?? 0,
      12,
    )
  })
})
