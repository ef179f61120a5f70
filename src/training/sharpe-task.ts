import * as tf from '@tensorflow/tfjs'
import { mean } from '../accounts/moments.js'
import { adamW, cosine } from '../tensor/optim.js'
import type { Params } from '../tensor/params.js'
import type { Key } from '../tensor/random.js'
import { type BlockDates, consecutiveBlocks, shuffledBlocks } from './blocks.js'
import { annualSharpe, type EpochMeasures, sharpeEpoch } from './epochs.js'
import {
  openingDates,
  type RowSettings,
  stepDates,
  type TrainingRows,
  trainedBlocks,
  validationBlocks,
} from './rows.js'
import type { TrainingSettings } from './settings.js'
import type { Evaluation, Task } from './task.js'

/** What a step's loss consists of; Sharpe ratios are daily. */
export interface SharpeObjective {
  readonly loss: tf.Scalar
  readonly netSharpe: tf.Scalar
  readonly grossSharpe: tf.Scalar
  readonly turnover: tf.Scalar
  readonly explainedVariance: tf.Scalar
}

/** Books that are trained on a Sharpe ratio: the pieces of their task. */
export interface SharpePieces<P extends Params> {
  readonly rows: TrainingRows
  readonly config: TrainingSettings & RowSettings
  init(key: Key): P
  /** The objective over a block; dropout where there is a key. */
  objective(params: P, dates: BlockDates, dropoutKey?: Key): SharpeObjective
  /** Whether weight decay pulls on a parameter, by its dotted name. */
  decays(name: string): boolean
  /** Of the dates before row `end`. */
  effectiveFactors(params: P, end: number): number
}

/**
 * Training on blocks of consecutive dates in random order, AdamW with a cosine schedule; the epoch
 * kept is that of the best net Sharpe ratio, on validation dates where some are held out.
 */
export function sharpeTask<P extends Params>(pieces: SharpePieces<P>): Task<P, EpochMeasures> {
  const { rows, config } = pieces
  const { blockDays, epochs } = config
  const validates = rows.validateFrom < rows.end
  const blocks = trainedBlocks(rows, config)
  const stepsPerEpoch = Math.floor((blocks.end - blocks.first) / blockDays)
  return {
    epochs,
    keep: config.checkpoint,
    patience: validates ? config.patience : epochs,
    optimisers: [
      {
        optimiser: adamW({
          rate: cosine(config.learningRate, stepsPerEpoch * epochs),
          decay: (name) => (pieces.decays(name) ? config.weightDecay : 0),
          clipNorm: config.clipNorm,
        }),
      },
    ],
    init: (key) => pieces.init(key),
    blocks: (key) => shuffledBlocks(key, blocks),
    evaluate: (params, { block, key }) =>
      evaluationOf(pieces.objective(params, datesOf(block, config), key)),
    summarise: (params, means, lastBlock) =>
      sharpeEpoch(means, pieces.effectiveFactors(params, lastBlock + blockDays)),
    score({ loss, netSharpe }, params) {
      if (!Number.isFinite(loss)) return Number.NaN
      return validates ? validationSharpe(pieces, params) : (netSharpe ?? Number.NaN)
    },
  }
}

function datesOf(block: number, config: TrainingSettings & RowSettings): BlockDates {
  return {
    firstDay: block - openingDates(config),
    days: stepDates(config),
    lookback: config.lookback,
    lag: config.trainingLag,
  }
}

function evaluationOf(result: SharpeObjective): Evaluation {
  const { loss, netSharpe, grossSharpe, turnover, explainedVariance } = result
  return {
    loss,
    numbers: tf.stack([loss, netSharpe, grossSharpe, turnover, explainedVariance]) as tf.Tensor1D,
  }
}

/** Mean annualised net Sharpe ratio of the validation blocks, dropout off. */
function validationSharpe<P extends Params>(pieces: SharpePieces<P>, params: P): number {
  const { rows, config } = pieces
  const sharpes = consecutiveBlocks(validationBlocks(rows, config)).map((block) =>
    tf.tidy(() => pieces.objective(params, datesOf(block, config)).netSharpe.dataSync()[0]),
  )
  return annualSharpe(mean(sharpes))
}
