import * as tf from '@tensorflow/tfjs'
import type { Sequences } from '../../model/layers/sequences.js'
import {
  type PointPredictor,
  residualDeviation,
} from '../../model/predictor-baselines/point-predictor.js'
import { download } from '../../tensor/download.js'
import { disposeParams, type Params } from '../../tensor/params.js'
import type { Predictor } from '../predictor.js'
import { decidingWindows } from './blocks.js'
import type { PredictorNetwork } from './network.js'
import { trainBlocks } from './train-blocks.js'
import type { PredictorData } from './training-data.js'

/** Parameters of a network, and the risk of each of its predictions, a scalar. */
export type PointParams<P extends Params> = {
  readonly network: P
  readonly risk: tf.Scalar
}

/**
 * A network that predicts a mean, trained on the squared error; its risk is the deviation of its
 * residuals over the train range.
 */
export function pointNetwork<P extends Params>(
  model: PointPredictor<P>,
  lookback: number,
): PredictorNetwork<P, PointParams<P>> {
  return {
    ...trainedOnLoss(model),
    completed: (network, data) => ({
      network,
      risk: tf.scalar(deviationOver(data, (sequences) => model.forward(network, sequences))),
    }),
    predictor: (stored) =>
      pointPredictions(stored, lookback, (sequences) => model.forward(stored.network, sequences)),
  }
}

/** Training on the one loss of a model, without measures beside it. */
export function trainedOnLoss<P extends Params>(
  model: Pick<PointPredictor<P>, 'init' | 'loss'>,
): Pick<PredictorNetwork<P, Params>, 'init' | 'objective' | 'metrics'> {
  return {
    init: (key) => model.init(key),
    objective: (params, { sequences, labels }) => ({
      loss: model.loss(params, sequences, labels),
      metrics: [],
    }),
    metrics: [],
  }
}

/** Predictions `[n]` of one date by `forward`, with one risk for all of them. */
export function pointPredictions(
  stored: PointParams<Params>,
  lookback: number,
  forward: (sequences: Sequences) => tf.Tensor,
): Predictor {
  const [deviation] = stored.risk.dataSync()
  return {
    factorCount: 0,
    hasOneRisk: true,
    predict(view, universe) {
      const risk = new Float32Array(universe.length).fill(deviation)
      if (universe.length === 0) return { predictions: { mean: new Float32Array(), risk } }
      const mean = download(() => forward(decidingWindows(view, universe, lookback)))
      return { predictions: { mean, risk } }
    },
    dispose: () => disposeParams({ ...stored }),
  }
}

/** `√(mean (y − ŷ)²)` over all stocks and dates of the train range. */
export function deviationOver(
  data: PredictorData,
  forward: (sequences: Sequences) => tf.Tensor,
): number {
  return residualDeviation(predictedBlocks(data, forward))
}

function* predictedBlocks(data: PredictorData, forward: (sequences: Sequences) => tf.Tensor) {
  for (const block of trainBlocks(data)) {
    const tensors = tf.tidy(() => {
      const { sequences, labels } = block()
      return { predicted: forward(sequences), labels, mask: sequences.mask }
    })
    const { predicted, labels, mask } = tensors
    yield { predicted: predicted.dataSync(), labels: labels.dataSync(), mask: mask.dataSync() }
    tf.dispose(tensors)
  }
}
