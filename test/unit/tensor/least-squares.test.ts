import { describe, expect, it } from 'vitest'
import { cholesky, choleskySolve } from '../../../src/tensor/cholesky.js'
import { gramOfRows, product, rowProducts } from '../../../src/tensor/gram.js'
import { leastSquares } from '../../../src/tensor/least-squares.js'

const entry = (i: number, j: number) => Math.sin(1 + 3.7 * i + 1.3 * j * j)
const matrixOf = (rows: number, columns: number) =>
  Float64Array.from({ length: rows * columns }, (_, ij) =>
    entry(Math.floor(ij / columns), ij % columns),
  )

describe('products', () => {
  it('equal their definition at every block edge', () => {
    for (const [rows, inner] of [
      [1, 1],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 6],
      [7, 9],
      [8, 8],
    ]) {
      const a = matrixOf(rows, inner)
      const gram = gramOfRows(a, rows, inner)
      const transposed = Float64Array.from(
        { length: rows * inner },
        (_, ij) => a[(ij % rows) * inner + Math.floor(ij / rows)],
      )
      const same = product(a, transposed, rows, inner)
      const half = rowProducts(a, a.subarray(0, Math.ceil(rows / 2) * inner), inner)
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < rows; j++) {
          let expected = 0
          for (let k = 0; k < inner; k++) expected += a[i * inner + k] * a[j * inner + k]
          expect(gram[i * rows + j]).toBeCloseTo(expected, 12)
          expect(same[i * rows + j]).toBeCloseTo(expected, 12)
          const width = Math.ceil(rows / 2)
          if (j < width) expect(half[i * width + j]).toBeCloseTo(expected, 12)
        }
      }
    }
  })
})

describe('least squares', () => {
  it('recovers the coefficients of an exact model', () => {
    const regressors = matrixOf(3, 10)
    const truth = matrixOf(3, 4)
    const targets = product(transpose(regressors, 3, 10), truth, 10, 3)
    const found = leastSquares(regressors, targets, { count: 3, dates: 10 })
    truth.forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 10)
    })
  })

  it('gives the solution of minimum norm where the regressors are dependent', () => {
    // two equal regressors share the coefficient
    const regressors = Float64Array.of(1, 2, 3, 1, 2, 3)
    const found = leastSquares(regressors, Float64Array.of(2, 4, 6), { count: 2, dates: 3 })
    expect(found[0]).toBeCloseTo(1, 12)
    expect(found[1]).toBeCloseTo(1, 12)
  })
})

describe('Cholesky', () => {
  it('solves, and refuses a matrix that is not positive definite', () => {
    const lower = cholesky(Float64Array.of(4, 2, 2, 3), 2)
    expect(lower).toEqual(Float64Array.of(2, 0, 1, Math.SQRT2))
    const x = choleskySolve(lower ?? new Float64Array(4), Float64Array.of(8, 7), 2)
    expect(x[0]).toBeCloseTo(1.25, 14)
    expect(x[1]).toBeCloseTo(1.5, 14)
    expect(cholesky(Float64Array.of(1, 2, 2, 4), 2)).toBeNull()
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull()
    expect(cholesky(Float64Array.of(Number.NaN), 1)).toBeNull()
  })
})

function transpose(a: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: a.length },
    (_, ij) => a[(ij % rows) * columns + Math.floor(ij / rows)],
  )
}
