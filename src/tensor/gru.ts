import * as tf from '@tensorflow/tfjs'

export interface GruParams {
  /** `[H, 3H]`, the hidden half of each gate in the order r, z, n. */
  readonly weights: tf.Tensor2D
  /** `[3H]` */
  readonly bias: tf.Tensor1D
}

export interface GruOptions {
  /** T, the number of steps of a sequence. */
  readonly steps: number
  /** False at inference: nothing has to be kept for a gradient. */
  readonly training?: boolean
}

/**
 * Last hidden state `[B, N, H]` of a GRU over T steps, from h = 0 (Cho et al. 2014, with the reset gate
 * after the product, as torch.nn.GRU):
 *
 *     g = h Wh + bh,  r = σ(i_r + g_r),  z = σ(i_z + g_z),  n = tanh(i_n + r g_n),  h ← n + z (h − n)
 *
 * `inputs` `[T + B − 1, N, 3H]` is the input half of the gates, computed once a date: date b reads rows
 * b … b + T − 1.
 */
export function gru(
  inputs: tf.Tensor3D,
  { weights, bias }: GruParams,
  { steps }: GruOptions,
): tf.Tensor3D {
  const [length, stocks, gates] = inputs.shape
  const dates = length - steps + 1
  const rows = dates * stocks
  return tf.tidy(() => {
    let state = tf.zeros<tf.Rank.R2>([rows, gates / 3])
    for (let step = 0; step < steps; step++) {
      const input = tf.slice(inputs, [step, 0, 0], [dates, stocks, gates]).reshape([rows, gates])
      const [inputReset, inputUpdate, inputNew] = tf.split(input, 3, 1)
      const [reset, update, fresh] = tf.split(tf.matMul(state, weights).add(bias), 3, 1)
      const gate = tf.sigmoid(inputUpdate.add(update))
      const candidate = tf.tanh(inputNew.add(tf.sigmoid(inputReset.add(reset)).mul(fresh)))
      state = candidate.add(gate.mul(state.sub(candidate)))
    }
    return state.reshape([dates, stocks, gates / 3])
  })
}
