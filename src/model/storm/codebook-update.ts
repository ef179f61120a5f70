import * as tf from '@tensorflow/tfjs'

/** What a step shows of one codebook. */
export interface CodeHits {
  /** `[rows, d]` */
  readonly tokens: tf.Tensor2D
  /** `[rows, K]`, 1 at the chosen code; 0 for tokens that do not count. */
  readonly hits: tf.Tensor2D
}

/** Codes `[K, d]`, and how often each was chosen of late, `[K]`. */
export interface CodebookState {
  readonly codes: tf.Tensor2D
  readonly counts: tf.Tensor1D
}

/** What a count is never divided below. */
const LEAST_COUNT = 1e-5

/**
 * `n ← λ n + (1 − λ) c`, `S ← λ e n + (1 − λ) Σ z`, `e ← S / n`: running means of the tokens that chose a code (van den
 * Oord et al. 2017, appendix A.1). S is taken from `e n`, which keeps what a gradient moved.
 */
export function runningMeans(
  { codes, counts }: CodebookState,
  { tokens, hits }: CodeHits,
  decay: number,
): CodebookState {
  const moved = runningCounts(counts, hits, decay)
  const sums = codes
    .mul(counts.mul(decay).expandDims(1))
    .add(tf.matMul(hits, tokens, true).mul(1 - decay))
  return { codes: sums.div(tf.maximum(moved, LEAST_COUNT).expandDims(1)), counts: moved }
}

/** `n ← λ n + (1 − λ) c` */
export function runningCounts(counts: tf.Tensor1D, hits: tf.Tensor2D, decay: number): tf.Tensor1D {
  return counts.mul(decay).add(hits.sum(0).mul(1 - decay))
}
