import * as tf from '@tensorflow/tfjs'
import { split } from '../../tensor/random.js'
import { encode, type GruEncoder, initGruEncoder } from '../layers/gru-encoder.js'
import { initLinear, type Linear, linear } from '../layers/linear.js'
import type { Sequences } from '../layers/sequences.js'
import { type PointPredictor, squaredError } from './point-predictor.js'

export type GruParams = {
  readonly encoder: GruEncoder
  /** `[H, 1]` */
  readonly output: Linear
}

export interface GruShape {
  readonly characteristicCount: number
  readonly hidden: number
}

/** `ŷ = GRU(LeakyReLU(x Wp + bp)) w + b`, trained on the squared error: FactorVAE's extractor alone. */
export function gruPredictor({
  characteristicCount: inputs,
  hidden,
}: GruShape): PointPredictor<GruParams> {
  return {
    init(key) {
      const [encoderKey, outputKey] = split(key, 2)
      return {
        encoder: initGruEncoder(encoderKey, { inputs, hidden }),
        output: initLinear(outputKey, [hidden, 1]),
      }
    },
    forward: (params, sequences) => tf.tidy(() => forward(params, sequences, false)),
    loss: (params, sequences, labels) =>
      tf.tidy(() => squaredError(forward(params, sequences, true), labels, sequences.mask)),
  }
}

function forward(
  { encoder, output }: GruParams,
  sequences: Sequences,
  training: boolean,
): tf.Tensor2D {
  const embedding = encode(encoder, sequences, { training })
  const [dates, stocks, hidden] = embedding.shape
  return linear(output, embedding.reshape([dates * stocks, hidden])).reshape([dates, stocks])
}
