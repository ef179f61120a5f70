import type * as tf from '@tensorflow/tfjs'
import { gru } from '../../tensor/gru.js'
import { type Key, split } from '../../tensor/random.js'
import { LEAKY_SLOPE, leakyRelu } from './leaky-relu.js'
import { initLinear, type Linear, linear } from './linear.js'
import { type Sequences, windowsOf } from './sequences.js'

/** Feature extractor: a projection, then a GRU whose gates are in the order reset, update, candidate. */
export type GruEncoder = {
  /** `[C, H]` */
  readonly projection: Linear
  /** Input half of the gates, `[H, 3H]`. */
  readonly input: Linear
  /** State's half of the gates, `[H, 3H]`. */
  readonly recurrent: Linear
}

/** All uniform ± 1/√inputs, as `torch.nn.Linear` and `torch.nn.GRU` are initialised. */
export function initGruEncoder(
  key: Key,
  { inputs, hidden }: { readonly inputs: number; readonly hidden: number },
): GruEncoder {
  const [projectionKey, inputKey, recurrentKey] = split(key, 3)
  return {
    projection: initLinear(projectionKey, [inputs, hidden]),
    input: initLinear(inputKey, [hidden, 3 * hidden]),
    recurrent: initLinear(recurrentKey, [hidden, 3 * hidden]),
  }
}

export interface EncodeOptions {
  readonly leakySlope?: number
  /** False at inference: no values are kept for a gradient. */
  readonly training?: boolean
}

/**
 * Asset embeddings `e = GRU(LeakyReLU(x Wp + bp))`, the last state over T rows, `[B, N, H]` (Duan et al.
 * 2022, feature extractor). Projection and input half are computed once per date, not once per window.
 */
export function encode(
  { projection, input, recurrent }: GruEncoder,
  sequences: Sequences,
  { leakySlope = LEAKY_SLOPE, training = true }: EncodeOptions = {},
): tf.Tensor3D {
  const [rows, stocks, characteristics] = sequences.values.shape
  const flat = sequences.values.reshape<tf.Tensor2D>([rows * stocks, characteristics])
  const projected = leakyRelu(linear(projection, flat), leakySlope)
  const gates = linear(input, projected).reshape<tf.Tensor3D>([rows, stocks, -1])
  const { weight: weights, bias } = recurrent
  return gru(gates, { weights, bias }, { steps: windowsOf(sequences).steps, training })
}
