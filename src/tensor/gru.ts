import * as tf from '@tensorflow/tfjs'

/** B dates, each with a window of T rows: date b reads rows b … b + T − 1. */
export interface GruWindows {
  readonly dates: number
  readonly steps: number
}

/**
 * The last state of a gated recurrent unit over every window of a block, `[B, N, H]`: from `h = 0`,
 * for each row `i` of the window with `g = h Wh + bh`,
 *
 *     r = σ(i_r + g_r)   z = σ(i_z + g_z)   c = tanh(i_c + r g_c)   h ← c + z (h − c)
 *
 * (Cho et al. 2014, with the reset gate after the product, as cuDNN and PyTorch have it.) `gi`
 * `[T + B − 1, N, 3H]` holds the input's half of the gates r, z and c, computed once a date; `Wh`
 * `[H, 3H]`, `bh` `[3H]`.
 */
export function gru(
  gi: tf.Tensor3D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
  { dates, steps }: GruWindows,
): tf.Tensor3D {
  const [, stocks, gates] = gi.shape
  const hidden = gates / 3
  const rows = dates * stocks
  return tf.tidy(() => {
    let state = tf.zeros<tf.Rank.R2>([rows, hidden])
    for (let step = 0; step < steps; step++) {
      const input = tf.slice(gi, [step, 0, 0], [dates, stocks, gates]).reshape([rows, gates])
      const fromState = tf.matMul(state, recurrent).add(bias)
      const [inputReset, inputUpdate, inputCandidate] = tf.split(input, 3, 1)
      const [stateReset, stateUpdate, stateCandidate] = tf.split(fromState, 3, 1)
      const reset = tf.sigmoid(inputReset.add(stateReset))
      const update = tf.sigmoid(inputUpdate.add(stateUpdate))
      const candidate = tf.tanh(inputCandidate.add(reset.mul(stateCandidate)))
      state = candidate.add(update.mul(state.sub(candidate)))
    }
    return state.reshape([dates, stocks, hidden])
  })
}
