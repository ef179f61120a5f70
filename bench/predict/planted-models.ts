import * as tf from '@tensorflow/tfjs'
import { combined, lossTerms, unguidedTerms } from '../../src/model/factor-vae/loss.js'
import { initFactorVae, initPredicting } from '../../src/model/factor-vae/params.js'
import { predict, reconstruct } from '../../src/model/factor-vae/predict.js'
import type { Sequences } from '../../src/model/layers/sequences.js'
import { gruPredictor } from '../../src/model/predictor-baselines/gru.js'
import type { Params } from '../../src/tensor/params.js'
import type { Key } from '../../src/tensor/random.js'

/** A predictor in the planted bench, with its own type of parameters. */
export interface PlantedModel {
  readonly name: string
  init(key: Key): Params
  loss(params: Params, sequences: Sequences, labels: tf.Tensor2D): tf.Scalar
  predict(params: Params, sequences: Sequences): tf.Tensor2D
  /** The labels as the posterior reconstructs them. */
  reconstruct?(params: Params, sequences: Sequences, labels: tf.Tensor2D): tf.Tensor2D
}

interface Model<P extends Params> {
  readonly name: string
  init(key: Key): P
  loss(params: P, sequences: Sequences, labels: tf.Tensor2D): tf.Scalar
  predict(params: P, sequences: Sequences): tf.Tensor2D
  reconstruct?(params: P, sequences: Sequences, labels: tf.Tensor2D): tf.Tensor2D
}

/** A model with its type of parameters erased: the bench passes it only what its `init` returned. */
const hidden = <P extends Params>(model: Model<P>) => model as unknown as PlantedModel

/** Sizes of section D.1 of the specification. */
const SIZES = { characteristicCount: 4, hidden: 16, factorCount: 4, portfolioCount: 16 }

function factorVae(name: string, weights: { klWeight: number; priorWeight: number }): PlantedModel {
  return hidden({
    name,
    init: (key) => initFactorVae(key, SIZES),
    loss: (params, sequences, labels) =>
      combined(lossTerms(params, sequences, labels), sequences.mask, weights),
    predict: (params, sequences) => predict(params, sequences).mean,
    reconstruct: (params, sequences, labels) => reconstruct(params, sequences, labels).mean,
  })
}

const gru = gruPredictor(SIZES)

/** FactorVAE, the toy whose divergence has N times the weight, and the baselines. */
export function plantedModels(stocks: number): readonly PlantedModel[] {
  return [
    factorVae('FactorVAE', { klWeight: 1, priorWeight: 0 }),
    factorVae('FactorVAE, prior NLL', { klWeight: 1, priorWeight: 1 }),
    factorVae('FactorVAE, γ = 1 (toy)', { klWeight: stocks, priorWeight: 0 }),
    hidden({
      name: 'FactorVAE, no guidance',
      init: (key) => initPredicting(key, SIZES),
      loss: (params, sequences, labels) =>
        unguidedTerms(params, sequences, labels).prediction.mean<tf.Scalar>(),
      predict: (params, sequences) => predict(params, sequences).mean,
    }),
    hidden({ name: 'GRU', init: gru.init, loss: gru.loss, predict: gru.forward }),
  ]
}
