import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'

/** `y = x W + b`, `[rows, out]` of x `[rows, in]`, W `[in, out]`, b `[out]`. */
export function dense(x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  if (!hasKernel(FUSED.dense)) return tf.matMul(x, weight).add<tf.Tensor2D>(bias)
  return runKernel(FUSED.dense, { x, weight, bias })[0] as tf.Tensor2D
}

/** Each gradient is computed only where it is needed: that of a network's inputs is not. */
tf.registerGradient({
  kernelName: FUSED.dense,
  inputsToSave: ['x', 'weight'],
  gradFunc: (dy, [x, weight]) => {
    const pushed = dy as tf.Tensor2D
    return {
      x: () => tf.matMul(pushed, weight as tf.Tensor2D, false, true),
      weight: () => tf.matMul(x as tf.Tensor2D, pushed, true, false),
      bias: () => pushed.sum(0),
    }
  },
})
