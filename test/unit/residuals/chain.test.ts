import { describe, expect, it } from 'vitest'
import {
  averageBooks,
  compose,
  factorReturns,
  normaliseBook,
  residuals,
  ridgeBetas,
} from '../../../src/residuals/chain.js'

const FLOAT32 = 6e-8

/** AF-1 of the reference: N = 5, K = 2, λ = 0.01. */
const WEIGHTS = Float32Array.of(
  ...[0.1425644811, 0.2885819841, 0.1373556599, 0.2951078087, 0.1363900663],
  ...[0.3232447473, 0.074395656, 0.2814686837, 0.0877435687, 0.2331473444],
)
const RETURNS = Float64Array.from({ length: 5 }, (_, i) => 0.01 * Math.cos(i))
const POLICY = Float64Array.from({ length: 5 }, (_, i) => Math.sin(i + 1))
const BETAS = ridgeBetas(WEIGHTS, 2, 0.01)

describe('the chain', () => {
  it('AF-1: betas, factor returns, residuals and the book of the worked example', () => {
    expectClose(
      BETAS,
      [
        -0.4447476637, 1.7873557724, -0.28962316, 1.7737105048, -0.0728145577, 1.5160240604,
        -0.8364374338, 1.2588438536, -0.7767961179, 0.9379227118,
      ],
      1e-5,
    )
    const factors = factorReturns(WEIGHTS, RETURNS, 2)
    expectClose(factors, [-0.0013997914, 0.0000704784], 1e-9)
    const eps = residuals(RETURNS, BETAS, factors)
    expectClose(
      eps,
      [0.0092705991, 0.0079638991, -0.0046556017, -0.0073623528, -0.0067044647],
      1e-8,
    )
    expectClose(factorReturns(WEIGHTS, eps, 2), [-0.0001066875, 0.0000696186], 1e-8)
    const composed = compose(POLICY, WEIGHTS, BETAS)
    expectClose(
      composed,
      [0.7271293163, 0.8989416481, 0.0423805251, -0.77183998, -1.03930139],
      1e-6,
    )
    const book = normaliseBook(composed)
    expectClose(
      book,
      [0.2089696541, 0.2583467907, 0.0121797368, -0.2218190493, -0.2986847692],
      1e-7,
    )
    expect(dot(book, RETURNS)).toBeCloseTo(0.0075831905, 8)
  })

  it('AF-4: Φ is symmetric, and without a ridge a projector of trace N − K with W Φ = 0', () => {
    const phi = projection(WEIGHTS, BETAS)
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) expect(phi[i][j]).toBeCloseTo(phi[j][i], 6)
    }
    const exact = projection(WEIGHTS, ridgeBetas(WEIGHTS, 2, 0))
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        expect(dot(exact[i], column(exact, j))).toBeCloseTo(exact[i][j], 5)
      }
    }
    expect(exact.reduce((sum, row, i) => sum + row[i], 0)).toBeCloseTo(3, 5)
    const betas = ridgeBetas(WEIGHTS, 2, 0)
    const eps = residuals(RETURNS, betas, factorReturns(WEIGHTS, RETURNS, 2))
    for (const value of factorReturns(WEIGHTS, eps, 2)) expect(Math.abs(value)).toBeLessThan(2e-9)
  })

  it('AF-5: uniform weights of one factor give β = 1/(1 + Nλ)', () => {
    const uniform = new Float32Array(500).fill(1 / 500)
    expect(ridgeBetas(uniform, 1, 1e-3)[7]).toBeCloseTo(2 / 3, 5)
    expect(ridgeBetas(uniform, 1, 1e-4)[7]).toBeCloseTo(1 / 1.05, 5)
  })

  it('AF-6: the low-rank path equals the dense N × N path', () => {
    const phi = projection(WEIGHTS, BETAS)
    const eps = residuals(RETURNS, BETAS, factorReturns(WEIGHTS, RETURNS, 2))
    const book = compose(POLICY, WEIGHTS, BETAS)
    for (let i = 0; i < 5; i++) {
      expect(eps[i]).toBeCloseTo(dot(phi[i], RETURNS), 8)
      expect(book[i]).toBeCloseTo(dot(column(phi, i), POLICY), 12)
    }
    expect(dot(book, RETURNS)).toBeCloseTo(dot(POLICY, eps), 8)
  })

  it('AF-8: permuting assets permutes ε and w; permuting factors has no effect', () => {
    const order = [3, 0, 4, 1, 2]
    const permuted = Float32Array.from([0, 1].flatMap((k) => order.map((i) => WEIGHTS[k * 5 + i])))
    const betas = ridgeBetas(permuted, 2, 0.01)
    const returns = order.map((i) => RETURNS[i])
    const eps = residuals(RETURNS, BETAS, factorReturns(WEIGHTS, RETURNS, 2))
    expectClose(
      residuals(returns, betas, factorReturns(permuted, returns, 2)),
      order.map((i) => eps[i]),
      1e-9,
    )
    const book = compose(POLICY, WEIGHTS, BETAS)
    expectClose(
      compose(
        order.map((i) => POLICY[i]),
        permuted,
        betas,
      ),
      order.map((i) => book[i]),
      1e-6,
    )

    const swapped = Float32Array.of(...WEIGHTS.subarray(5), ...WEIGHTS.subarray(0, 5))
    const swappedBetas = ridgeBetas(swapped, 2, 0.01)
    expectClose(residuals(RETURNS, swappedBetas, factorReturns(swapped, RETURNS, 2)), eps, 1e-9)
    expectClose(compose(POLICY, swapped, swappedBetas), book, 1e-6)
  })

  it('counts a missing return as 0 in factor returns and leaves its residual missing', () => {
    const missing = Float64Array.from(RETURNS)
    missing[1] = NaN
    const zeroed = Float64Array.from(RETURNS)
    zeroed[1] = 0
    const factors = factorReturns(WEIGHTS, missing, 2)
    expect(factors).toEqual(factorReturns(WEIGHTS, zeroed, 2))
    const eps = residuals(missing, BETAS, factors)
    expect(eps[1]).toBeNaN()
    expect(eps[0]).toBe(residuals(zeroed, BETAS, factors)[0])
  })

  it('fails for dependent factors without a ridge', () => {
    expect(() => ridgeBetas(Float32Array.of(1, 2, 2, 4), 2, 0)).toThrow(/linearly dependent/)
    expect(ridgeBetas(new Float32Array(0), 2, 1e-3)).toHaveLength(0)
  })
})

describe('books', () => {
  it('AF-7: do not change with a positive factor, and change sign with −1', () => {
    const book = normaliseBook(compose(POLICY, WEIGHTS, BETAS))
    const scaled = normaliseBook(
      compose(
        POLICY.map((p) => 3 * p),
        WEIGHTS,
        BETAS,
      ),
    )
    expectClose(scaled, book, 1e-15)
    const flipped = normaliseBook(
      compose(
        POLICY.map((p) => -p),
        WEIGHTS,
        BETAS,
      ),
    )
    expectClose(
      flipped,
      book.map((w) => -w),
      1e-15,
    )
  })

  it('are all 0 where nothing is traded, and where only rounding errors remain', () => {
    expect(normaliseBook([0, 0])).toEqual(Float64Array.of(0, 0))
    const policy = [1, -1]
    const weights = Float32Array.of(0.3, 0.7, 0.6, 0.1)
    const rounding = compose(policy, weights, ridgeBetas(weights, 2, 0))
    expect(Math.abs(rounding[0])).toBeLessThan(1e-6)
    expect(normaliseBook(rounding, { composedFrom: policy })).toEqual(Float64Array.of(0, 0))
  })

  it('average to a renormalised mean', () => {
    const mean = averageBooks([Float64Array.of(0.5, -0.5, 0), Float64Array.of(0.5, 0, 0.5)])
    expectClose(mean, [0.5, -0.25, 0.25], 1e-15)
    expect(averageBooks([Float64Array.of(1, 0), Float64Array.of(-1, 0)])).toEqual(
      Float64Array.of(0, 0),
    )
  })

  it('of several seeds are attributed exactly by one factor model: w·R = (wᵀβ)·F + w·ε', () => {
    const book = averageBooks([
      normaliseBook(compose(POLICY, WEIGHTS, BETAS)),
      Float64Array.of(0.2, 0.2, 0.2, -0.2, -0.2),
    ])
    const factors = factorReturns(WEIGHTS, RETURNS, 2)
    const eps = residuals(RETURNS, BETAS, factors)
    const byFactor = [0, 1].map((k) => dot(book, BETAS.subarray(5 * k, 5 * k + 5)) * factors[k])
    expect(byFactor[0] + byFactor[1] + dot(book, eps)).toBeCloseTo(dot(book, RETURNS), 9)
  })
})

function projection(weights: Float32Array, betas: Float32Array): number[][] {
  const n = 5
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      let value = i === j ? 1 : 0
      for (let k = 0; k < weights.length / n; k++) value -= betas[k * n + i] * weights[k * n + j]
      return value
    }),
  )
}

function column(matrix: readonly number[][], j: number): number[] {
  return matrix.map((row) => row[j])
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual).toHaveLength(expected.length)
  for (let i = 0; i < expected.length; i++) {
    expect(
      Math.abs(actual[i] - expected[i]),
      `[${i}] ${actual[i]} against ${expected[i]}`,
    ).toBeLessThan(tolerance + FLOAT32 * Math.abs(expected[i]))
  }
}
