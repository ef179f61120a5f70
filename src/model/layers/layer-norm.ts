import * as tf from '@tensorflow/tfjs'

/** Scale and shift of each column, `[d]`. */
export type LayerNorm = {
  readonly scale: tf.Tensor1D
  readonly shift: tf.Tensor1D
}

/** Added to the variance, as in PyTorch. */
const EPSILON = 1e-5

export function initLayerNorm(width: number): LayerNorm {
  return { scale: tf.ones([width]), shift: tf.zeros([width]) }
}

/** `(x − mean) / √(Var + ε) · scale + shift`, each row of `[rows, d]` by itself, population variance. */
export function layerNorm({ scale, shift }: LayerNorm, x: tf.Tensor2D): tf.Tensor2D {
  const centred = x.sub(x.mean(1, true))
  const deviation = centred.square().mean(1, true).add(EPSILON).sqrt()
  return centred.div(deviation).mul(scale).add<tf.Tensor2D>(shift)
}
