import { describe, expect, it } from 'vitest'
import { steadySigns } from '../../../src/model/factor-signs.js'
import { type PcaFactors, pcaFactors, varies } from '../../../src/model/pca.js'
import { jacobi } from '../../_util/jacobi.js'

/** PC-1: R_ti = 0.01 sin(t (i + 1)) + 0.005 cos t. */
const returnsOf = (t: number) =>
  Float64Array.from({ length: 4 }, (_, i) => 0.01 * Math.sin(t * (i + 1)) + 0.005 * Math.cos(t))
const WINDOW = Float64Array.from(Array.from({ length: 12 }, (_, t) => [...returnsOf(t + 1)]).flat())
const NEXT = returnsOf(13)

describe('PCA factors', () => {
  it('PC-1: eigenvalues of the correlation matrix and residuals of the next date', () => {
    const { eigenvalues } = pcaFactors(WINDOW, 4, { factorCount: 4, loadingWindow: 12 })
    ;[1.4196312563, 0.9699170567, 0.8426961433, 0.7677555437].forEach((value, k) => {
      expect(eigenvalues[k]).toBeCloseTo(value, 9)
    })
    expect(eigenvalues.reduce((a, b) => a + b, 0)).toBeCloseTo(4, 12)
    const expected: Record<number, readonly number[]> = {
      1: [-0.0040304459, -0.0018934203, 0.0035820412, 0.003285042],
      2: [-0.0040136928, -0.001908401, 0.0036514248, 0.0032299662],
      4: [0, 0, 0, 0],
    }
    for (const [factorCount, residuals] of Object.entries(expected)) {
      const factors = pcaFactors(WINDOW, 4, { factorCount: Number(factorCount), loadingWindow: 12 })
      const eps = residualsOf(NEXT, factors)
      residuals.forEach((value, i) => {
        expect(eps[i]).toBeCloseTo(value, 9)
      })
    }
  })

  it('PC-2: residuals are Φ R, orthogonal to the factors in sample, for any signs', () => {
    const factors = pcaFactors(WINDOW, 4, { factorCount: 2, loadingWindow: 12 })
    const [eps, phi] = [residualsOf(NEXT, factors), projection(factors)]
    phi.forEach((row, i) => {
      expect(eps[i]).toBeCloseTo(dot(row, NEXT), 12)
    })
    for (let k = 0; k < 2; k++) {
      for (let i = 0; i < 4; i++) {
        let along = 0
        for (let t = 0; t < 12; t++) {
          const returns = WINDOW.subarray(4 * t, 4 * t + 4)
          along +=
            dot(factors.weights.subarray(4 * k, 4 * k + 4), returns) *
            residualsOf(returns, factors)[i]
        }
        expect(along).toBeCloseTo(0, 15)
      }
    }
    const flipped = {
      ...factors,
      weights: factors.weights.map((w, i) => (i < 4 ? -w : w)),
      betas: factors.betas.map((b, i) => (i < 4 ? -b : b)),
    }
    expect(residualsOf(NEXT, flipped)).toEqual(eps)
  })

  it('are the same by the T × T and the N × N eigenproblem', () => {
    const [n, dates] = [30, 20]
    const returns = noise(n * dates)
    const wide = pcaFactors(returns, n, { factorCount: 5, loadingWindow: dates })
    const { vectors, values } = jacobi(correlation(returns, n, dates), n)
    const sds = sdsOf(returns, n, dates)
    for (let k = 0; k < 5; k++) {
      expect(wide.eigenvalues[k]).toBeCloseTo(values[k], 10)
      const weights = Float64Array.from({ length: n }, (_, i) => vectors[k * n + i] / sds[i])
      const sign = Math.sign(dot(weights, wide.weights.subarray(k * n, (k + 1) * n)))
      for (let i = 0; i < n; i++) {
        const relative = (wide.weights[k * n + i] - sign * weights[i]) * sds[i]
        expect(Math.abs(relative)).toBeLessThan(1e-8)
      }
    }
  })

  it('have loadings regressed on the last dates only, with minimum norm where there are too few', () => {
    const [n, dates] = [9, 24]
    const returns = noise(n * dates)
    const short = pcaFactors(returns, n, { factorCount: 3, loadingWindow: 6 })
    const long = pcaFactors(returns, n, { factorCount: 3, loadingWindow: 24 })
    expect(short.weights).toEqual(long.weights)
    expect(short.betas).not.toEqual(long.betas)
    for (let k = 0; k < 3; k++) {
      for (let i = 0; i < n; i++) {
        let along = 0
        for (let t = 18; t < 24; t++) {
          const day = returns.subarray(t * n, (t + 1) * n)
          along += dot(short.weights.subarray(k * n, (k + 1) * n), day) * residualsOf(day, short)[i]
        }
        expect(along).toBeCloseTo(0, 12)
      }
    }
    // 8 factors on 4 dates: exact in sample with minimum norm, so B is in the span of F
    const under = pcaFactors(returns, n, { factorCount: 8, loadingWindow: 4 })
    for (let t = 20; t < 24; t++) {
      for (const eps of residualsOf(returns.subarray(t * n, (t + 1) * n), under)) {
        expect(Math.abs(eps)).toBeLessThan(1e-9)
      }
    }
    const span = jacobi(gramOf(under, returns.subarray(20 * n), n), 8)
    for (let i = 0; i < n; i++) {
      const beta = Float64Array.from({ length: 8 }, (_, k) => under.betas[k * n + i])
      const scale = Math.sqrt(dot(beta, beta))
      for (let k = 4; k < 8; k++) {
        expect(Math.abs(dot(span.vectors.subarray(k * 8, k * 8 + 8), beta)) / scale).toBeLessThan(
          1e-6,
        )
      }
    }
  })

  it('are 0 beyond the rank of the window', () => {
    const twice = Float64Array.from(
      Array.from({ length: 12 }, (_, t) => [
        ...returnsOf(t + 1).subarray(0, 2),
        2 * returnsOf(t + 1)[0],
      ]).flat(),
    )
    const { weights, betas, eigenvalues } = pcaFactors(twice, 3, {
      factorCount: 5,
      loadingWindow: 12,
    })
    expect(eigenvalues[1]).toBeGreaterThan(0.1)
    expect([...eigenvalues.subarray(2)]).toEqual([0, 0, 0])
    expect([...weights.subarray(6)].every((value) => value === 0)).toBe(true)
    for (const value of betas.subarray(6)) expect(Math.abs(value)).toBeLessThan(1e-12)
    for (const eps of residualsOf(twice.subarray(0, 3), { weights, betas, eigenvalues })) {
      expect(Math.abs(eps)).toBeLessThan(1e-15)
    }
  })

  it('leave out a constant column', () => {
    expect([...varies(Float64Array.of(0.1, 0, 0.1, 0.01, 0.1, 0), 2)]).toEqual([0, 1])
  })
})

describe('factor signs', () => {
  const assets = Int32Array.of(1, 4, 6)

  it('make the first sum of weights positive', () => {
    const weights = Float32Array.of(-1, 0.2, 0.1, 1, -0.2, 0.1)
    expect([...steadySigns({ assets, weights }, null)]).toEqual([-1, 1])
  })

  it('follow the previous date over the common assets', () => {
    const previous = { assets: Int32Array.of(0, 4, 6), weights: Float32Array.of(9, 0.3, -0.5) }
    const weights = Float32Array.of(1, -0.2, 0.4)
    expect([...steadySigns({ assets, weights }, previous)]).toEqual([-1])
    const others = { assets: Int32Array.of(0, 2), weights: Float32Array.of(-1, -1) }
    expect([...steadySigns({ assets, weights }, others)]).toEqual([1])
  })
})

function residualsOf(returns: Float64Array, { weights, betas }: PcaFactors): Float64Array {
  const n = returns.length
  return returns.map((value, i) => {
    let residual = value
    for (let row = 0; row < weights.length; row += n) {
      residual -= betas[row + i] * dot(weights.subarray(row, row + n), returns)
    }
    return residual
  })
}

function projection({ weights, betas }: PcaFactors): number[][] {
  return Array.from({ length: 4 }, (_, i) =>
    Array.from({ length: 4 }, (_, j) => {
      let value = i === j ? 1 : 0
      for (let row = 0; row < weights.length; row += 4) value -= betas[row + i] * weights[row + j]
      return value
    }),
  )
}

/** `Σ_t F_t F_tᵀ` of 8 factors. */
function gramOf({ weights }: PcaFactors, returns: Float64Array, n: number): Float64Array {
  const gram = new Float64Array(64)
  for (let t = 0; t < returns.length / n; t++) {
    const day = returns.subarray(t * n, (t + 1) * n)
    const factors = Array.from({ length: 8 }, (_, k) =>
      dot(weights.subarray(k * n, (k + 1) * n), day),
    )
    for (let ij = 0; ij < 64; ij++) gram[ij] += factors[Math.floor(ij / 8)] * factors[ij % 8]
  }
  return gram
}

function correlation(returns: Float64Array, n: number, dates: number): Float64Array {
  const sds = sdsOf(returns, n, dates)
  return Float64Array.from({ length: n * n }, (_, ij) => {
    const [i, j] = [column(returns, Math.floor(ij / n), n), column(returns, ij % n, n)]
    return dot(i, j) / dates / sds[Math.floor(ij / n)] / sds[ij % n]
  })
}

function sdsOf(returns: Float64Array, n: number, dates: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    const centred = column(returns, i, n)
    return Math.sqrt(dot(centred, centred) / dates)
  })
}

/** A column less its mean. */
function column(returns: Float64Array, i: number, n: number): Float64Array {
  const values = returns.filter((_, index) => index % n === i)
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return values.map((value) => value - mean)
}

function noise(length: number): Float64Array {
  let state = 7
  return Float64Array.from({ length }, () => {
    state = (state * 48271) % 2147483647
    return 0.02 * ((2 * state) / 2147483647 - 1)
  })
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
