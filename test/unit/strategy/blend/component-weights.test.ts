import { describe, expect, it } from 'vitest'
import { componentWeights } from '../../../../src/strategy/blend/component-weights.js'
import { minimumOnSimplex, ontoSimplex } from '../../../../src/strategy/blend/simplex.js'
import { keyOf, normals } from '../../../../src/tensor/random.js'

/** Two uncorrelated series of four dates with these means and deviations. */
function uncorrelated(means: readonly [number, number], deviations: readonly [number, number]) {
  const patterns = [
    [1, 1, -1, -1],
    [1, -1, 1, -1],
  ]
  return patterns.map((pattern, m) =>
    Float64Array.from(pattern, (x) => means[m] + deviations[m] * x),
  )
}

describe('the weights of components', () => {
  it('are equal, or inverse to their volatility', () => {
    const nets = uncorrelated([0.01, -0.02], [0.01, 0.03])
    expect([...componentWeights(nets, { weighting: 'equal', shrinkage: 1 })]).toEqual([0.5, 0.5])
    const [calm, wild] = componentWeights(nets, { weighting: 'inverse-volatility', shrinkage: 1 })
    expect(calm).toBeCloseTo(0.75, 14)
    expect(wild).toBeCloseTo(0.25, 14)
  })

  it('fitted to two components differ by that of their t-statistics over 1 + ρ', () => {
    const nets = uncorrelated([0.002, 0.001], [0.01, 0.01])
    const t = (mean: number) => (2 * mean) / 0.01 // √4 dates
    const [a, b] = componentWeights(nets, { weighting: 'fitted', shrinkage: 3 })
    expect(a - b).toBeCloseTo((t(0.002) - t(0.001)) / (1 + 3), 12)
    expect(a + b).toBeCloseTo(1, 14)
  })

  it('fitted sell nothing short, and come to equal ones with the ridge', () => {
    const nets = uncorrelated([0.05, -0.05], [0.01, 0.01])
    expect([...componentWeights(nets, { weighting: 'fitted', shrinkage: 0.1 })]).toEqual([1, 0])
    const [a] = componentWeights(nets, { weighting: 'fitted', shrinkage: 1000 })
    expect(a).toBeCloseTo(0.5, 1)
  })

  it('are equal where a component did not vary', () => {
    const flat = [Float64Array.from([0.01, -0.01, 0.02]), new Float64Array(3)]
    const both = [new Float64Array(3), new Float64Array(3)]
    const equal = [0.5, 0.5]
    expect([...componentWeights(flat, { weighting: 'inverse-volatility', shrinkage: 1 })]).toEqual(
      equal,
    )
    expect([...componentWeights(both, { weighting: 'fitted', shrinkage: 1 })]).toEqual(equal)
  })
})

describe('the minimum on the simplex', () => {
  it('has the same slope wherever a weight is positive, and no smaller one elsewhere', () => {
    for (let n = 2; n <= 8; n++) {
      const x = normals(keyOf(n), n * 12)
      const a = Float64Array.from({ length: n * n }, (_, cell) => {
        const [i, j] = [Math.floor(cell / n), cell % n]
        let sum = i === j ? 0.2 : 0
        for (let t = 0; t < 12; t++) sum += (x[i * 12 + t] * x[j * 12 + t]) / 12
        return sum
      })
      const b = normals(keyOf(100 + n), n)
      const trace = a.reduce((sum, value, cell) => sum + (cell % (n + 1) === 0 ? value : 0), 0)
      const c = minimumOnSimplex({ a, b: Float64Array.from(b), largest: trace })
      const slopes = Array.from(c, (_, i) => c.reduce((sum, w, j) => sum + a[i * n + j] * w, -b[i]))
      const least = Math.min(...slopes)
      expect(c.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12)
      for (const [i, weight] of c.entries()) {
        expect(weight).toBeGreaterThanOrEqual(0)
        if (weight > 0) expect(slopes[i] - least).toBeLessThan(1e-9)
      }
    }
  })

  it('projects a point onto the nearest one', () => {
    expect([...ontoSimplex(Float64Array.from([0.2, 0.8]))]).toEqual([0.2, 0.8])
    expect([...ontoSimplex(Float64Array.from([2, 0, -1]))]).toEqual([1, 0, 0])
    expect([...ontoSimplex(Float64Array.from([0.75, 0.75, -2]))]).toEqual([0.5, 0.5, 0])
  })
})
