import * as tf from '@tensorflow/tfjs'
import { adamW, cosine } from '../../src/tensor/optim.js'
import { disposeParams, type Params } from '../../src/tensor/params.js'
import { keyOf } from '../../src/tensor/random.js'
import { shuffledBlocks } from '../../src/training/blocks.js'
import { train } from '../../src/training/loop.js'
import type { Task } from '../../src/training/task.js'
import type { PlantedModel } from './planted-models.js'
import type { PlantedPanel } from './planted-panel.js'
import { meanRankIc } from './rank-ic.js'

const LOOKBACK = 5
const BLOCK_DATES = 16
const LEARNING_RATE = 3e-3
const WEIGHT_DECAY = 1e-2

/** Rows of training and rows of prediction. */
export interface Ranges {
  readonly first: number
  readonly split: number
  readonly end: number
}

export interface Outcome {
  /** Out of sample, of predictions and labels. */
  readonly rankIc: number
  /** Of reconstructions and labels; null without a posterior. */
  readonly posteriorRankIc: number | null
  readonly firstLoss: number
  readonly lastLoss: number
  readonly seconds: number
}

/** Trains on `first … split − 1` and predicts `split … end − 1`. */
export async function tryOut(
  model: PlantedModel,
  panel: PlantedPanel,
  { first, split, end }: Ranges,
  { epochs, seed }: { readonly epochs: number; readonly seed: number },
): Promise<Outcome> {
  const began = performance.now()
  const losses: number[] = []
  const trained = await train(taskOf(model, panel, { first, split, end }, epochs), {
    key: keyOf(100 + seed),
    signal: new AbortController().signal,
    onEpoch: (loss) => losses.push(loss),
  })
  if (!('params' in trained)) throw new Error(`${model.name} diverged`)
  const { params, carried } = trained
  const labels = panel.labels.subarray(split * panel.stocks, end * panel.stocks)
  const icOf = (score: Score) =>
    meanRankIc(scoresOf(panel, { split, end }, score), labels, panel.stocks)
  const rankIc = icOf(({ sequences }) => model.predict(params, sequences))
  const { reconstruct } = model
  const posteriorRankIc = reconstruct
    ? icOf((block) => reconstruct(params, block.sequences, block.labels))
    : null
  disposeParams({ params, carried })
  return {
    rankIc,
    posteriorRankIc,
    firstLoss: losses[0] ?? Number.NaN,
    lastLoss: losses.at(-1) ?? Number.NaN,
    seconds: (performance.now() - began) / 1000,
  }
}

function taskOf(
  model: PlantedModel,
  panel: PlantedPanel,
  { first, split }: Ranges,
  epochs: number,
): Task<Params, number> {
  const rate = cosine(LEARNING_RATE, epochs * Math.floor((split - first) / BLOCK_DATES))
  return {
    epochs,
    patience: epochs,
    keep: 'last',
    optimisers: [{ optimiser: adamW({ rate, decay: () => WEIGHT_DECAY, clipNorm: 1 }) }],
    init: (key) => model.init(key),
    blocks: (key) => shuffledBlocks(key, { first, end: split, blockDays: BLOCK_DATES }),
    evaluate: (params, { block }) => {
      const { sequences, labels } = blockOf(panel, block, BLOCK_DATES)
      const loss = model.loss(params, sequences, labels)
      return { loss, numbers: loss.reshape([1]) }
    },
    summarise: (_, [loss]) => loss ?? Number.NaN,
    score: (loss) => -loss,
  }
}

type Score = (block: ReturnType<typeof blockOf>) => tf.Tensor2D

const SCORED_DATES = 25

function scoresOf(
  panel: PlantedPanel,
  { split, end }: Pick<Ranges, 'split' | 'end'>,
  score: Score,
): Float32Array {
  const scores = new Float32Array((end - split) * panel.stocks)
  for (let day = split; day < end; day += SCORED_DATES) {
    const dates = Math.min(SCORED_DATES, end - day)
    const values = tf.tidy(() => score(blockOf(panel, day, dates)).dataSync<'float32'>())
    scores.set(values, (day - split) * panel.stocks)
  }
  return scores
}

/** Dates `day … day + dates − 1`, every asset in the universe. */
function blockOf(
  { stocks, characteristicCount: c, values, labels }: PlantedPanel,
  day: number,
  dates: number,
) {
  const rows = LOOKBACK + dates - 1
  const from = (day - LOOKBACK) * stocks * c
  return {
    sequences: {
      values: tf.tensor3d(values.subarray(from, from + rows * stocks * c), [rows, stocks, c]),
      mask: tf.ones<tf.Rank.R2>([dates, stocks]),
    },
    labels: tf.tensor2d(labels.subarray(day * stocks, (day + dates) * stocks), [dates, stocks]),
  }
}
