import type * as tf from '@tensorflow/tfjs'
import type { Params } from '../tensor/params.js'
import type { Key } from '../tensor/random.js'

/** Ranked characteristics of n assets on D dates, as input of a model. */
export interface Characteristics {
  /** `[D·n, M]`, row `d·n + i` asset i on date d, known before d. */
  readonly values: tf.Tensor2D
  /** `[D, 1, n]`, 1 where in the universe. */
  readonly mask: tf.Tensor3D
}

/** A model that turns characteristics into tradable factors. */
export interface FactorModel<P extends Params> {
  init(key: Key): P
  /** Factor weights `[D, K, n]`; row k of a date holds the asset weights of factor k. */
  weights(params: P, characteristics: Characteristics): tf.Tensor3D
}
