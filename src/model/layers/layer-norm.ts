import * as tf from '@tensorflow/tfjs'

/** Scale and shift of each column, `[d]`. */
export type LayerNorm = {
  readonly scale: tf.Tensor1D
  readonly shift: tf.Tensor1D
}

export function initLayerNorm(width: number): LayerNorm {
  return { scale: tf.ones([width]), shift: tf.zeros([width]) }
}
