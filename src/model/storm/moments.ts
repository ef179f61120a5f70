import * as tf from '@tensorflow/tfjs'
import { ACTIVATIONS } from '../layers/gaussian-head.js'
import type { Normal } from '../layers/normal.js'

/** Bounds of a log variance. */
const [LEAST, MOST] = [-12, 6]

/** `μ`, and `σ = exp(½ ln σ²) + floor` with the log variance within −12 and 6: `[rows, m]` each of `[rows, 2m]`. */
export function momentsOf(heads: tf.Tensor2D): Normal {
  const [rows, columns] = heads.shape
  const half = (from: number) => heads.slice([0, from], [rows, columns / 2])
  return {
    mean: half(0),
    sd: half(columns / 2)
      .clipByValue(LEAST, MOST)
      .mul(0.5)
      .exp()
      .add(ACTIVATIONS.sigmaFloor),
  }
}

export function reshaped({ mean, sd }: Normal, shape: [number, number]): Normal {
  return { mean: mean.reshape(shape), sd: sd.reshape(shape) }
}
