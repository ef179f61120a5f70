import { describe, expect, it } from 'vitest'
import {
  rollingCount,
  rollingCovariance,
  rollingMax,
  rollingMean,
  rollingSum,
  rollingVariance,
} from '../../../src/characteristics/rolling.js'
import { createRandom } from '../../../src/lib/random.js'

const random = createRandom(5)
const draw = () => (random.uniform() < 0.1 ? Number.NaN : random.normal())
const x = Float64Array.from({ length: 200 }, draw)
const y = Float64Array.from({ length: 200 }, draw)

describe.each([1, 2, 5, 21, 64, 199, 300])('a window of %i', (n) => {
  /** What `of` makes of the known values of each window. */
  const eachWindow = (of: (known: number[]) => number) =>
    Array.from(x, (_, t) => of(knownIn(x, t, n)))

  it('has the sum, count and maximum of its known values', () => {
    const sums = eachWindow((known) => known.reduce((sum, value) => sum + value, 0))
    for (const [t, sum] of rollingSum(x, n).entries()) expect(sum).toBeCloseTo(sums[t], 12)
    expect([...rollingCount(x, n)]).toEqual(eachWindow((known) => known.length))
    expect([...rollingMax(x, n, 1)]).toEqual(
      eachWindow((known) => (known.length === 0 ? Number.NaN : Math.max(...known))),
    )
  })

  it('has the sample covariance of the dates on which both are known', () => {
    const covariances = rollingCovariance(x, y, n, 2)
    expect([...covariances.keys()].filter((t) => pairsIn(t, n).length < 2)).toEqual(
      [...covariances.keys()].filter((t) => Number.isNaN(covariances[t])),
    )
    for (const [t, covariance] of covariances.entries()) {
      if (Number.isNaN(covariance)) continue
      const pairs = pairsIn(t, n)
      const mean = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length
      const [meanX, meanY] = [mean(0), mean(1)]
      const sum = pairs.reduce((total, [a, b]) => total + (a - meanX) * (b - meanY), 0)
      expect(covariance).toBeCloseTo(sum / (pairs.length - 1), 12)
    }
  })

  it('has a variance equal to the covariance with itself', () => {
    const own = rollingCovariance(x, x, n, 2)
    for (const [t, variance] of rollingVariance(x, n, 2).entries()) {
      if (Number.isNaN(own[t])) expect(variance).toBeNaN()
      else expect(variance).toBeCloseTo(own[t], 12)
    }
  })
})

it('values that left the window have no effect', () => {
  const spike = Float64Array.from({ length: 60 }, (_, t) => (t === 3 ? 1e18 : 0.1))
  expect(rollingMean(spike, 10, 1)[30]).toBeCloseTo(0.1, 15)
  expect(rollingVariance(spike, 10, 1)[30]).toBe(0)
})

function knownIn(values: Float64Array, t: number, n: number): number[] {
  return [...values.subarray(Math.max(t - n + 1, 0), t + 1)].filter((value) => !Number.isNaN(value))
}

function pairsIn(t: number, n: number): [number, number][] {
  const pairs: [number, number][] = []
  for (let s = Math.max(t - n + 1, 0); s <= t; s++) {
    if (!Number.isNaN(x[s] + y[s])) pairs.push([x[s], y[s]])
  }
  return pairs
}
