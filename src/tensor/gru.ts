import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { assert } from '../lib/assert.js'
import { keepFor } from './gradient.js'
import { gruSteps, gruStepsBack } from './gru-steps.js'

export interface GruParams {
  /** `[H, 3H]`, the hidden half of each gate in the order r, z, n; `weight_hh` of torch.nn.GRU, transposed. */
  readonly weights: tf.Tensor2D
  /** `[3H]`, `bias_hh` of torch.nn.GRU. */
  readonly bias: tf.Tensor1D
}

export interface GruOptions {
  /** T, the number of steps of a sequence. */
  readonly steps: number
  /** False at inference: nothing is kept for a gradient, and there is none. */
  readonly training?: boolean
}

/**
 * Last hidden state `[B, N, H]` of a GRU over T steps, from h = 0, for N columns on each of B consecutive
 * dates (Cho et al. 2014, with the reset gate after the product, as torch.nn.GRU):
 *
 *     g = h Wh + bh,  r = σ(i_r + g_r),  z = σ(i_z + g_z),  n = tanh(i_n + r g_n),  h ← n + z (h − n)
 *
 * `inputs` `[T + B − 1, N, 3H]` is the input half of the gates, `x Wi + bi`, computed once a date: date b
 * reads rows b … b + T − 1. Gradients go to `inputs`, `weights` and `bias`; training keeps 5·T·B·N·H floats.
 */
export function gru(
  inputs: tf.Tensor3D,
  { weights, bias }: GruParams,
  { steps, training = true }: GruOptions,
): tf.Tensor3D {
  const [rows, , width] = inputs.shape
  assert(
    steps >= 1 && rows >= steps && width === weights.shape[1],
    `a GRU of ${steps} steps and weights [${weights.shape}] over inputs [${inputs.shape}]`,
  )
  const { forward, backward } = hasKernel(FUSED.gru) ? FUSED_GRU : PLAIN_GRU
  if (!training)
    return tf.tidy(() => forward(inputs, weights, bias, steps, false)[0]) as tf.Tensor3D
  return tf.customGrad((i, w, b, save) => {
    const [last, ...kept] = forward(
      i as tf.Tensor3D,
      w as tf.Tensor2D,
      b as tf.Tensor1D,
      steps,
      true,
    )
    keepFor(save, [w as tf.Tensor, ...kept])
    return {
      value: last,
      gradFunc: (dy: tf.Tensor, [saved, ...states]: tf.Tensor[]) =>
        backward(dy as tf.Tensor3D, saved as tf.Tensor2D, states, steps),
    }
  })(inputs, weights, bias) as tf.Tensor3D
}

/** The two directions; what the first returns after the last state goes to the second. */
interface Directions {
  forward(
    inputs: tf.Tensor3D,
    weights: tf.Tensor2D,
    bias: tf.Tensor1D,
    steps: number,
    keep: boolean,
  ): tf.Tensor[]
  backward(
    dy: tf.Tensor3D,
    weights: tf.Tensor2D,
    kept: readonly tf.Tensor[],
    steps: number,
  ): tf.Tensor[]
}

const FUSED_GRU: Directions = {
  forward: (inputs, weights, bias, steps, keep) =>
    runKernel(FUSED.gru, { inputs, weights, bias }, { steps, keep: Number(keep) }),
  backward: (dy, weights, [kept], steps) =>
    runKernel(FUSED.gruGradient, { dy, weights, kept }, { steps }),
}

const PLAIN_GRU: Directions = { forward: gruSteps, backward: gruStepsBack }
