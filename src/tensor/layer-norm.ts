import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { keepFor } from './gradient.js'

/** Scale and shift of each column, `[d]`. */
export interface RowScale {
  readonly scale: tf.Tensor1D
  readonly shift: tf.Tensor1D
}

/** Added to the variance, as in PyTorch. */
export const LAYER_NORM_EPSILON = 1e-5

/**
 * `(x − mean) / √(Var + ε) · scale + shift`, each row of `[rows, d]` by itself, population variance
 * (Ba, Kiros, Hinton 2016, as torch.nn.LayerNorm). Gradients go to x, scale and shift.
 */
export function layerNorm({ scale, shift }: RowScale, x: tf.Tensor2D): tf.Tensor2D {
  if (hasKernel(FUSED.layerNorm)) return fusedLayerNorm(x, scale, shift)
  const centred = x.sub(x.mean(1, true))
  const deviation = centred.square().mean(1, true).add(LAYER_NORM_EPSILON).sqrt()
  return centred.div(deviation).mul(scale).add<tf.Tensor2D>(shift)
}

function fusedLayerNorm(x: tf.Tensor2D, scale: tf.Tensor1D, shift: tf.Tensor1D): tf.Tensor2D {
  return tf.customGrad((rows, a, b, save) => {
    const inputs = { x: rows as tf.Tensor, scale: a as tf.Tensor, shift: b as tf.Tensor }
    const [y, moments] = runKernel(FUSED.layerNorm, inputs, { epsilon: LAYER_NORM_EPSILON })
    keepFor(save, [inputs.x, inputs.scale, moments])
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, [savedX, savedScale, kept]: tf.Tensor[]) =>
        runKernel(FUSED.layerNormGradient, { dy, x: savedX, scale: savedScale, moments: kept }),
    }
  })(x, scale, shift) as tf.Tensor2D
}
