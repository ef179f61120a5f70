import { assert } from '../lib/assert.js'
import { cholesky, choleskySolve } from '../tensor/cholesky.js'

/**
 * The stored chain: what is published is computed here, on the host, in double, each link rounded
 * once to float32 before the next uses it. Matrices are factor-major: `[K, n]`, row k a factor.
 */

/** Betas of tradable factors: `β = Wᵀ(WWᵀ + λI)⁻¹`, as `[K, n]` (Attention Factors, section 3). */
export function ridgeBetas(
  weights: Float32Array,
  factorCount: number,
  ridge: number,
): Float32Array<ArrayBuffer> {
  const gram = gramOf(weights, factorCount)
  for (let k = 0; k < factorCount; k++) gram[k * factorCount + k] += ridge
  const lower = cholesky(gram, factorCount)
  assert(
    lower,
    `factor weights are linearly dependent and the ridge ${ridge} does not separate them`,
  )
  return Float32Array.from(choleskySolve(lower, Float64Array.from(weights), factorCount))
}

/** Factor returns `F = W R`, `[K]`; a missing return (NaN) counts 0. */
export function factorReturns(
  weights: Float32Array,
  returns: ArrayLike<number>,
  factorCount: number,
): Float32Array<ArrayBuffer> {
  const n = returns.length
  const values = new Float32Array(factorCount)
  for (let k = 0; k < factorCount; k++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += weights[k * n + i] * orZero(returns[i])
    values[k] = sum
  }
  return values
}

/** Residual returns `ε = R − β F`, `[n]`; NaN where the return is missing. */
export function residuals(
  returns: ArrayLike<number>,
  betas: Float32Array,
  factors: Float32Array,
): Float32Array<ArrayBuffer> {
  const n = returns.length
  const values = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    let value = returns[i]
    for (let k = 0; k < factors.length; k++) value -= betas[k * n + i] * factors[k]
    values[i] = value
  }
  return values
}

/**
 * Asset weights of policy weights before normalisation: `Φᵀp = p − Wᵀ(βᵀp)`, `[n]`, with
 * `Φ = I − βW` never formed.
 */
export function compose(
  policyWeights: ArrayLike<number>,
  weights: Float32Array,
  betas: Float32Array,
): Float64Array<ArrayBuffer> {
  const n = policyWeights.length
  const book = Float64Array.from(policyWeights)
  for (let row = 0; row < weights.length; row += n) {
    let exposure = 0
    for (let i = 0; i < n; i++) exposure += betas[row + i] * policyWeights[i]
    if (exposure === 0) continue
    for (let i = 0; i < n; i++) book[i] -= weights[row + i] * exposure
  }
  return book
}

/** What is left of policy weights below this share is the rounding of W and β, not a position. */
const BOOK_EPSILON = 1e-5

/**
 * `w / ‖w‖₁`, `[n]`; all 0 where nothing is traded: `‖w‖₁` is 0 or at most `BOOK_EPSILON` of the
 * norm of what the book was composed from.
 */
export function normaliseBook(
  book: ArrayLike<number>,
  { composedFrom }: { composedFrom?: ArrayLike<number> } = {},
): Float64Array<ArrayBuffer> {
  const norm = grossExposure(book)
  const floor = composedFrom ? BOOK_EPSILON * grossExposure(composedFrom) : 0
  if (!(norm > floor)) return new Float64Array(book.length)
  return Float64Array.from(book, (weight) => weight / norm)
}

/** The renormalised mean of L1-normalised books of the same assets, `[n]`. */
export function averageBooks(books: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const mean = new Float64Array(books[0].length)
  for (const book of books) for (let i = 0; i < mean.length; i++) mean[i] += book[i] / books.length
  return normaliseBook(mean)
}

function grossExposure(book: ArrayLike<number>): number {
  let norm = 0
  for (let i = 0; i < book.length; i++) norm += Math.abs(book[i])
  return norm
}

/** `W Wᵀ`, `[K, K]`. */
function gramOf(weights: Float32Array, factorCount: number): Float64Array {
  const n = weights.length / factorCount
  const gram = new Float64Array(factorCount * factorCount)
  for (let j = 0; j < factorCount; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += weights[j * n + i] * weights[k * n + i]
      gram[j * factorCount + k] = gram[k * factorCount + j] = sum
    }
  }
  return gram
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value
}
