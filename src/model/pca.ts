import { topEigenpairs } from '../tensor/eigh.js'
import { gramOfRows, product, rowProducts } from '../tensor/gram.js'
import { leastSquares } from '../tensor/least-squares.js'

export interface PcaOptions {
  readonly factorCount: number
  /** Loadings are regressed on the last so many dates of the window. */
  readonly loadingWindow: number
}

/** K factors over n assets, factor-major, in double. */
export interface PcaFactors {
  /** `[K, n]`: `W = VᵀD⁻¹`, so that `F = W R = Vᵀ(R / v)`. */
  readonly weights: Float64Array
  /** `[K, n]`, as served: row k the sensitivities to factor k. */
  readonly betas: Float64Array
  /** `[K]` eigenvalues of the correlation matrix, descending. */
  readonly eigenvalues: Float64Array
}

/**
 * Factors of a window of complete returns `[T, n]`, each column with a positive sd:
 *
 *     Z = (R − mean) / v,   ZᵀZ V = V Λ,   W = VᵀD⁻¹,   B: R ≈ B F without intercept
 *
 * Population sd v, D = diag(v). Avellaneda & Lee (2010) as built by Guijarro-Ordonez, Pelger and
 * Zanotti, "Deep Learning Statistical Arbitrage". The eigenvectors come from the smaller of ZᵀZ and
 * ZZᵀ. Factors beyond the rank of Z have weights and loadings 0; their sign is open.
 */
export function pcaFactors(
  returns: Float64Array,
  n: number,
  { factorCount, loadingWindow }: PcaOptions,
): PcaFactors {
  const dates = n === 0 ? 0 : returns.length / n
  const { z, sds } = standardise(returns, dates, n)
  const { values, vectors } = eigenvectors(z, { dates, n, factorCount })
  const weights = vectors.map((value, index) => value / sds[index % n])
  const recent = returns.subarray(Math.max(0, dates - loadingWindow) * n)
  const recentDates = n === 0 ? 0 : recent.length / n
  const regressors = rowProducts(weights, recent, n) // F = R Wᵀ over time, [K, T]
  const betas = leastSquares(regressors, recent, { count: factorCount, dates: recentDates })
  return { weights, betas, eigenvalues: values.map((value) => value / dates) }
}

/** Whether each column of a window `[T, n]` has a positive sd: holds two different returns. */
export function varies(returns: Float64Array, n: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(n)
  for (let index = n; index < returns.length; index++) {
    if (returns[index] !== returns[index - n]) result[index % n] = 1
  }
  return result
}

/** Eigenvalues below this share of the largest are rounding: there is no such factor. */
const RANK_TOLERANCE = 1e-12

interface Size {
  readonly factorCount: number
  readonly dates: number
  readonly n: number
}

/** The top unit eigenvectors of ZᵀZ, `[K, n]`, zero rows beyond its rank, and its eigenvalues. */
function eigenvectors(z: Float64Array, { dates, n, factorCount }: Size) {
  const wide = n > dates
  const side = wide ? dates : n
  const gram = wide ? gramOfRows(z, dates, n) : gramOfRows(transpose(z, dates, n), n, dates)
  const count = Math.min(factorCount, side)
  const pairs = topEigenpairs(gram, side, count)
  const rank = pairs.values.filter((value) => value > RANK_TOLERANCE * pairs.values[0]).length
  const found = pairs.vectors.subarray(0, rank * side)
  const vectors = new Float64Array(factorCount * n)
  vectors.set(wide ? product(found, z, rank, dates) : found)
  for (let k = 0; wide && k < rank; k++) normaliseRow(vectors.subarray(k * n, (k + 1) * n))
  const values = new Float64Array(factorCount)
  values.set(pairs.values.subarray(0, rank))
  return { values, vectors }
}

function standardise(returns: Float64Array, dates: number, n: number) {
  const means = new Float64Array(n)
  const sds = new Float64Array(n)
  const z = Float64Array.from(returns)
  for (let t = 0; t < dates; t++) for (let i = 0; i < n; i++) means[i] += z[t * n + i]
  for (let i = 0; i < n; i++) means[i] /= dates
  for (let t = 0; t < dates; t++) {
    for (let i = 0; i < n; i++) {
      const centred = z[t * n + i] - means[i]
      z[t * n + i] = centred
      sds[i] += centred * centred
    }
  }
  for (let i = 0; i < n; i++) sds[i] = Math.sqrt(sds[i] / dates)
  for (let t = 0; t < dates; t++) for (let i = 0; i < n; i++) z[t * n + i] /= sds[i]
  return { z, sds }
}

function transpose(a: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(a.length)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = a[i * columns + j]
  }
  return result
}

function normaliseRow(row: Float64Array): void {
  let squares = 0
  for (const value of row) squares += value * value
  const norm = Math.sqrt(squares)
  for (let i = 0; i < row.length; i++) row[i] /= norm
}
