import type * as tf from '@tensorflow/tfjs'
import { stopGradient } from '../../tensor/gradient.js'
import { diversity, meanOfLive, orthogonality } from './code-losses.js'
import { closeness, fixedCodes, movingCodes, straightThrough } from './codebook.js'

/** How codes move: by running means of their tokens, or by gradient. */
export type CodebookUpdate = 'ema' | 'gradient'

export interface QuantiseOptions {
  readonly update: CodebookUpdate
  /** `[rows]`, 1 for tokens of assets that are there; all by default. */
  readonly live?: tf.Tensor1D
}

export interface CodebookLosses {
  /** `mean ‖z − stop(e)‖² / d` */
  readonly commitment: tf.Scalar
  /** `mean ‖stop(z) − e‖² / d`; none where codes are running means. */
  readonly codebook?: tf.Scalar
  readonly diversity: tf.Scalar
  readonly orthogonality: tf.Scalar
}

/** Tokens by their codes. */
export interface Quantised {
  /** `[rows, d]`, with the gradient of the tokens. */
  readonly tokens: tf.Tensor2D
  /** `[rows]` int32. */
  readonly indices: tf.Tensor1D
  /** Each once. */
  readonly losses: CodebookLosses
}

/** `q = z + stop(e_k − z)` with `k = argmin ‖z − e_k‖²` (van den Oord et al. 2017). */
export function quantise(
  tokens: tf.Tensor2D,
  codes: tf.Tensor2D,
  { update, live }: QuantiseOptions,
): Quantised {
  const near = closeness(tokens, codes)
  const indices = near.argMax(1) as tf.Tensor1D
  const chosen = fixedCodes(codes, indices)
  return {
    tokens: straightThrough(tokens, chosen),
    indices,
    losses: {
      commitment: meanSquare(tokens.sub(chosen), live),
      ...(update === 'gradient' && {
        codebook: meanSquare(movingCodes(codes, indices).sub(stopGradient(tokens)), live),
      }),
      diversity: diversity(near, live),
      orthogonality: orthogonality(codes),
    },
  }
}

/** `Σ_rows live ‖x‖² / (d Σ live)` */
function meanSquare(gaps: tf.Tensor2D, live?: tf.Tensor1D): tf.Scalar {
  return meanOfLive(gaps.square().mean<tf.Tensor1D>(1), live)
}
