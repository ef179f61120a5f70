import { rowProducts } from '../tensor/gram.js'
import { leastSquares } from '../tensor/least-squares.js'
import { principalVectors } from '../tensor/principal-vectors.js'

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
  const { values, vectors, sds } = principalVectors(returns, n, factorCount)
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
  for (let i = 0; i < n; i++) {
    for (let at = i + n; at < returns.length && result[i] === 0; at += n) {
      if (returns[at] !== returns[at - n]) result[i] = 1
    }
  }
  return result
}
