import type * as tf from '@tensorflow/tfjs'

/** What a predictor sees of B consecutive dates and N assets, T rows of C characteristics for each. */
export interface Sequences {
  /**
   * `[T + B − 1, N, C]`, finite everywhere. Date b reads rows b … b + T − 1, its own row last; a row
   * holds what is known before its date.
   */
  readonly values: tf.Tensor3D
  /** `[B, N]`, 1 where the asset counts on the date: in the universe, and in training with a label. */
  readonly mask: tf.Tensor2D
}

/** Dates B and look-back T of a block. */
export function windowsOf({ values, mask }: Sequences): { dates: number; steps: number } {
  const dates = mask.shape[0]
  return { dates, steps: values.shape[0] - dates + 1 }
}
