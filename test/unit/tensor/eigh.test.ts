import { describe, expect, it } from 'vitest'
import { topEigenpairs } from '../../../src/tensor/eigh.js'
import { jacobi } from '../../_util/jacobi.js'

describe('the largest eigenpairs', () => {
  it('equal a full solve by another method to 1e-8', () => {
    for (const n of [1, 2, 3, 4, 5, 17, 60]) {
      const matrix = gram(n, 2 * n + 3)
      const full = jacobi(matrix, n)
      const top = topEigenpairs(matrix, n, n)
      for (let k = 0; k < n; k++) {
        expect(Math.abs(top.values[k] - full.values[k])).toBeLessThan(1e-11 * full.values[0])
        expect(Math.abs(dot(row(top.vectors, k, n), row(full.vectors, k, n)))).toBeCloseTo(1, 10)
        const sign = Math.sign(dot(row(top.vectors, k, n), row(full.vectors, k, n)))
        for (let i = 0; i < n; i++) {
          expect(Math.abs(top.vectors[k * n + i] - sign * full.vectors[k * n + i])).toBeLessThan(
            1e-8,
          )
        }
      }
    }
  })

  it('satisfy A v = λ v with orthonormal v at the size that is used, 252 × 252', () => {
    const n = 252
    const matrix = gram(n, 500)
    const { values, vectors } = topEigenpairs(matrix, n, 8)
    expectEigenpairs(matrix, n, values, vectors)
    const trace = Array.from({ length: n }, (_, i) => matrix[i * n + i]).reduce((a, b) => a + b, 0)
    const all = topEigenpairs(matrix, n, n)
    expect(all.values.reduce((a, b) => a + b, 0) / trace).toBeCloseTo(1, 12)
    expect(all.values.subarray(0, 8)).toEqual(values)
  })

  it('span the space of equal eigenvalues', () => {
    const identity = Float64Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 3 : 0))
    const same = topEigenpairs(identity, 5, 5)
    expect([...same.values].every((value) => Math.abs(value - 3) < 1e-14)).toBe(true)
    expectEigenpairs(identity, 5, same.values, same.vectors)

    // Q diag(5, 2, 2, 2, 1, 1) Qᵀ
    const n = 6
    const basis = jacobi(gram(n, 11), n).vectors
    const spectrum = [5, 2, 2, 2, 1, 1]
    const matrix = Float64Array.from({ length: n * n }, (_, ij) =>
      spectrum.reduce(
        (sum, value, k) =>
          sum + value * basis[k * n + Math.floor(ij / n)] * basis[k * n + (ij % n)],
        0,
      ),
    )
    const { values, vectors } = topEigenpairs(matrix, n, 6)
    spectrum.forEach((value, k) => {
      expect(values[k]).toBeCloseTo(value, 12)
    })
    expectEigenpairs(matrix, n, values, vectors)
  })

  it('handle rank deficiency, blocks, zeros and negative values', () => {
    const rankTwo = gram(9, 2)
    const { values, vectors } = topEigenpairs(rankTwo, 9, 9)
    expect(values[1]).toBeGreaterThan(0.1)
    for (const value of values.subarray(2)) expect(Math.abs(value)).toBeLessThan(1e-14 * 9)
    expectEigenpairs(rankTwo, 9, values, vectors)

    const blocks = Float64Array.of(2, 1, 0, 0, 1, 2, 0, 0, 0, 0, 2, 1, 0, 0, 1, 2)
    const split = topEigenpairs(blocks, 4, 4)
    ;[3, 3, 1, 1].forEach((value, k) => {
      expect(split.values[k]).toBeCloseTo(value, 13)
    })
    expectEigenpairs(blocks, 4, split.values, split.vectors)

    const zero = topEigenpairs(new Float64Array(9), 3, 3)
    expect([...zero.values].every((value) => Math.abs(value) < 1e-300)).toBe(true)
    expectOrthonormal(zero.vectors, 3, 3)

    const negative = Float64Array.of(-1, 2, 2, -1)
    expect([...topEigenpairs(negative, 2, 2).values].map(Math.round)).toEqual([1, -3])
    expect(topEigenpairs(Float64Array.of(7), 1, 1)).toEqual({
      values: Float64Array.of(7),
      vectors: expect.anything(),
    })
  })

  it('are deterministic and do not change their input', () => {
    const matrix = gram(40, 60)
    const copy = Float64Array.from(matrix)
    expect(topEigenpairs(matrix, 40, 5)).toEqual(topEigenpairs(copy, 40, 5))
    expect(matrix).toEqual(copy)
  })

  it('scale with the matrix', () => {
    const matrix = gram(12, 20)
    for (const scale of [1e-12, 1e12]) {
      const scaled = topEigenpairs(
        matrix.map((value) => scale * value),
        12,
        3,
      )
      const { values } = topEigenpairs(matrix, 12, 3)
      for (let k = 0; k < 3; k++) expect(scaled.values[k] / scale / values[k]).toBeCloseTo(1, 12)
    }
  })
})

/** `Z Zᵀ` of an n × columns matrix with no structure, entries in (−1, 1). */
function gram(n: number, columns: number): Float64Array {
  let state = n
  const z = Array.from({ length: n }, () =>
    Float64Array.from({ length: columns }, () => {
      state = (state * 48271) % 2147483647
      return (2 * state) / 2147483647 - 1
    }),
  )
  return Float64Array.from({ length: n * n }, (_, ij) => dot(z[Math.floor(ij / n)], z[ij % n]))
}

function expectEigenpairs(
  matrix: Float64Array,
  n: number,
  values: Float64Array,
  vectors: Float64Array,
) {
  const scale = Math.max(...values.map(Math.abs))
  values.forEach((value, k) => {
    const v = row(vectors, k, n)
    for (let i = 0; i < n; i++) {
      expect(Math.abs(dot(row(matrix, i, n), v) - value * v[i])).toBeLessThan(1e-12 * scale)
    }
  })
  expectOrthonormal(vectors, values.length, n)
}

function expectOrthonormal(vectors: Float64Array, count: number, n: number) {
  for (let j = 0; j < count; j++) {
    for (let k = 0; k <= j; k++) {
      expect(dot(row(vectors, j, n), row(vectors, k, n))).toBeCloseTo(j === k ? 1 : 0, 12)
    }
  }
}

function row(matrix: Float64Array, i: number, n: number): Float64Array {
  return matrix.subarray(i * n, (i + 1) * n)
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
