import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/lib/random.js'
import { fitRidge, predictRidge } from '../../../src/model/ridge-predictor.js'

/** Written by `python test/unit/model/reference/ridge.py`, NumPy alone. */
const REFERENCE: {
  readonly coefficients: readonly number[]
  readonly residualDeviation: number
  readonly count: number
  readonly predicted: readonly number[]
} = JSON.parse(readFileSync(new URL('./reference/ridge.json', import.meta.url), 'utf8'))

/** The closed forms of ridge.py. */
const [T, N, C] = [50, 7, 3]
const settings = { lags: [0, 2, 5], penalty: 1e-2 }
const values = Float32Array.from({ length: (T + 1) * N * C }, (_, cell) => {
  const [t, i, c] = [Math.floor(cell / (N * C)), Math.floor(cell / C) % N, cell % C]
  return (t + i) % 11 === 0 ? 0 : 0.5 * Math.sin(1.3 * t * (i + 2) + c * (i + 1) + 0.1 * t * t)
})
const labels = Float32Array.from({ length: T * N }, (_, cell) => {
  const [t, i] = [Math.floor(cell / N), cell % N]
  if ((t * 3 + i) % 13 === 0) return Number.NaN
  return Math.cos(2.9 * t * (i + 1)) + 0.3 * values[cell * C]
})
const features = { values, assetCount: N, featureCount: C }

describe('ridge', () => {
  it('equals NumPy: coefficients, residual deviation, predictions', () => {
    const fitted = fitRidge(features, { labels, from: 3, to: 40 }, settings)
    expect(fitted.count).toBe(REFERENCE.count)
    expect(fitted.residualDeviation).toBeCloseTo(REFERENCE.residualDeviation, 8)
    REFERENCE.coefficients.forEach((w, k) => {
      expect(fitted.coefficients[k]).toBeCloseTo(w, 7)
    })
    const predicted = predictRidge(fitted, features, 45, Int32Array.of(1, 4, 6))
    REFERENCE.predicted.forEach((value, j) => {
      expect(predicted[j]).toBeCloseTo(value, 7)
    })
    expect(predictRidge(fitted, features, 45, new Int32Array(0))).toHaveLength(0)
  })

  it('recovers planted coefficients without a penalty', () => {
    const random = createRandom(3)
    const some = Float32Array.from({ length: (T + 1) * N * C }, () => random.normal())
    const planted = [0.5, -1, 0.25, 0, 2, -0.75]
    const targets = Float32Array.from({ length: T * N }, (_, cell) => {
      const [t, i] = [Math.floor(cell / N), cell % N]
      if (t === 0) return Number.NaN
      return planted.reduce((sum, w, k) => {
        const lag = k < C ? 0 : 1
        return sum + w * some[((t - lag) * N + i) * C + (k % C)]
      }, 0)
    })
    const of = (penalty: number) =>
      fitRidge(
        { ...features, values: some },
        { labels: targets, from: 0, to: T },
        { lags: [0, 1], penalty },
      )
    planted.forEach((w, k) => {
      expect(of(1e-12).coefficients[k]).toBeCloseTo(w, 5)
    })
    expect(of(1e-12).residualDeviation).toBeLessThan(1e-5)
    const size = (fit: { coefficients: Float64Array }) => Math.hypot(...fit.coefficients)
    expect(size(of(1))).toBeLessThan(0.6 * size(of(1e-12)))
  })

  it('uses no labels from `to` on and no characteristics after the last target', () => {
    const fitted = fitRidge(features, { labels, from: 0, to: 30 }, settings)
    const later = fitRidge(
      { ...features, values: values.map((value, cell) => (cell < 30 * N * C ? value : 9)) },
      { labels: labels.map((value, cell) => (cell < 30 * N ? value : 9)), from: 0, to: 30 },
      settings,
    )
    expect(later.coefficients).toEqual(fitted.coefficients)
    const columns = Int32Array.of(0, 1, 2)
    const changed = values.map((value, cell) => (cell < 31 * N * C ? value : 9))
    expect(predictRidge(fitted, { ...features, values: changed }, 30, columns)).toEqual(
      predictRidge(fitted, features, 30, columns),
    )
  })

  it('leaves out dates before the largest lag', () => {
    const early = fitRidge(features, { labels, from: 0, to: 20 }, settings)
    const late = fitRidge(features, { labels, from: 5, to: 20 }, settings)
    expect(early).toEqual(late)
  })

  it('is 0 without labels', () => {
    const none = fitRidge(features, { labels: labels.map(() => Number.NaN), from: 0, to: 40 })
    expect(none).toMatchObject({ count: 0, residualDeviation: 0 })
    const still = fitRidge(
      { ...features, values: values.map(() => 0) },
      { labels, from: 0, to: 40 },
      settings,
    )
    expect([...still.coefficients].every((w) => w === 0)).toBe(true)
    expect([...predictRidge(still, features, 45, Int32Array.of(0, 1))]).toEqual([0, 0])
  })
})
