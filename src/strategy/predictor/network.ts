import type * as tf from '@tensorflow/tfjs'
import type { Params } from '../../tensor/params.js'
import type { Key } from '../../tensor/random.js'
import type { Predictor } from '../predictor.js'
import type { PredictorBlock } from './blocks.js'
import type { PredictorData } from './training-data.js'

/** What a network must know of the market before it has parameters. */
export interface MarketSize {
  /** C */
  readonly characteristicCount: number
  /** Median universe of the train range. */
  readonly universe: number
  /** Columns of the assets that are learnt from: in the universe on one of its dates and not withheld, ascending. */
  readonly trained: Int32Array
}

/** A predictor that is trained by gradient: P is trained, S is what a checkpoint holds. */
export interface PredictorNetwork<P extends Params, S extends Params = P> {
  init(key: Key): P
  objective(params: P, block: PredictorBlock): PredictorObjective
  /** Names of an objective's metrics. */
  readonly metrics: readonly string[]
  /** The parameters, which it takes over, with what is estimated after training. */
  completed(params: P, data: PredictorData): S
  /** Predictions in the label's unit; owns the parameters. */
  predictor(stored: S): Predictor
}

export interface PredictorObjective {
  readonly loss: tf.Scalar
  readonly metrics: readonly tf.Scalar[]
}
