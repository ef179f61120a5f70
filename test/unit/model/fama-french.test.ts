import { describe, expect, it } from 'vitest'
import { factorLoadings } from '../../../src/model/fama-french.js'

describe('loadings on given factors', () => {
  it('equal the loadings that generated the returns', () => {
    const factors = Float64Array.of(1, 0, 0, 1, 1, 1, -1, 2)
    const [a, b] = [
      [0.5, -1],
      [2, 0.25],
    ]
    const returns = Float64Array.from({ length: 8 }, (_, cell) => {
      const [t, i] = [cell >> 1, cell & 1]
      const beta = i === 0 ? a : b
      return factors[2 * t] * beta[0] + factors[2 * t + 1] * beta[1]
    })
    const found = factorLoadings(returns, factors, 2)
    const wanted = [a[0], b[0], a[1], b[1]]
    found.forEach((value, k) => {
      expect(value).toBeCloseTo(wanted[k], 12)
    })
  })

  it('have no intercept: for one factor they are Σ F R / Σ F²', () => {
    const [beta] = factorLoadings(Float64Array.of(3, 5, 4), Float64Array.of(1, 2, 2), 1)
    expect(beta).toBeCloseTo((3 + 10 + 8) / 9, 14)
  })
})
