import * as tf from '@tensorflow/tfjs'
import { mean, TRADING_DAYS } from '../../accounts/moments.js'
import type { MarketView } from '../../data/source.js'
import { lowerBound } from '../../lib/dates.js'
import { UserError } from '../../lib/errors.js'
import type { DateRange } from '../../results.js'
import { adamW, cosine } from '../../tensor/optim.js'
import { foldIn, type Key, permutation, words } from '../../tensor/random.js'
import type { Evaluation, Task } from '../../training/loop.js'
import type { EpochSummary } from '../../training/seed.js'
import { medianUniverse } from '../universe.js'
import { blockOf } from './blocks.js'
import {
  effectiveFactorsOf,
  forward,
  initParams,
  type Objective,
  objective,
  type StrategyParams,
} from './objective.js'
import type { AttentionConfig } from './settings.js'

/** The reported effective number of factors is a mean over this many of the last block's days. */
const FACTOR_DAYS = 5

/** The days of a view that may be trained on: rows `first … end − 1`. */
export interface TrainingData {
  readonly view: MarketView
  readonly first: number
  readonly end: number
  /** Rows from here to `end` only validate. */
  readonly validateFrom: number
  readonly factorCount: number
}

/**
 * The train range from its first date with a universe on, with never more factors than a quarter
 * of its median universe.
 */
export function trainingData(
  view: MarketView,
  range: DateRange,
  config: AttentionConfig,
): TrainingData {
  const first = firstWithUniverse(view, lowerBound(view.dates, range.from))
  const end = view.dates.findLastIndex((date) => date <= range.to) + 1
  const validateFrom = end - config.validationYears * TRADING_DAYS
  const least = openingDaysOf(config) + config.blockDays
  for (const days of [validateFrom - first, ...(validateFrom < end ? [end - validateFrom] : [])]) {
    if (days >= least) continue
    throw new UserError(
      `${Math.max(0, days)} trading dates to train on or validate with in ${range.from} to ${range.to}; a step needs ${least} ` +
        `(lookback + 1 + ${config.trainingLag > 0 ? 'trainingLag + ' : ''}blockDays): take a longer train range, or a smaller blockDays or validationYears`,
    )
  }
  const quarter = Math.floor(medianUniverse(view, range) / 4)
  return {
    view,
    first,
    end,
    validateFrom,
    factorCount: Math.max(1, Math.min(config.factorCount, quarter)),
  }
}

/** Days before those that count: looked back on, the one that opens, those until a book is held. */
function openingDaysOf({ lookback, trainingLag }: AttentionConfig): number {
  return lookback + 1 + trainingLag
}

/** Training as the shared loop sees it. */
export function attentionTask(
  data: TrainingData,
  config: AttentionConfig,
): Task<StrategyParams, EpochSummary> {
  const { view, first, validateFrom, factorCount } = data
  const { lookback, blockDays, epochs, trainingLag: lag } = config
  const openingDays = openingDaysOf(config)
  const stepsPerEpoch = Math.floor((validateFrom - first - openingDays) / blockDays)
  const block = (day: number) =>
    blockOf(view, { firstDay: day - openingDays, days: openingDays + blockDays, lookback, lag })
  return {
    epochs,
    keep: config.checkpoint,
    patience: validateFrom < data.end ? config.patience : epochs,
    optimiser: adamW({
      rate: cosine(config.learningRate, stepsPerEpoch * epochs),
      decay: (name) => (name.startsWith('policy.') ? config.weightDecay : 0),
      clipNorm: config.clipNorm,
    }),
    init: (key) =>
      initParams(key, config, {
        factorCount,
        characteristicCount: view.characteristics.definitions.length,
      }),
    blocks: (key) =>
      shuffledBlocks(key, { first: first + openingDays, end: validateFrom, blockDays }),
    evaluate: (params, day, key) => {
      const data = block(day)
      const result = objective(forward(params, data, config, { dropoutKey: key }), data, config)
      return evaluationOf(result)
    },
    summarise: (params, means, lastBlock) => ({
      epoch: {
        ...toEpoch(means),
        effectiveFactors: factorsAround(params, data, config, lastBlock + blockDays),
      },
    }),
    score: ({ epoch }, params) => {
      if (!Number.isFinite(epoch.loss)) return Number.NaN
      const validates = validateFrom < data.end
      return validates ? validationSharpe(params, data, config) : epoch.netSharpe
    },
  }
}

interface BlockRange {
  readonly first: number
  readonly end: number
  readonly blockDays: number
}

/** First days of consecutive blocks from a random offset on, in random order. */
export function shuffledBlocks(key: Key, { first, end, blockDays }: BlockRange): number[] {
  const offsets = Math.min(blockDays, end - first - blockDays + 1)
  const [word] = words(foldIn(key, 'offset'), 1)
  const offset = Math.floor((word * offsets) / 2 ** 32)
  const count = Math.floor((end - first - offset) / blockDays)
  return Array.from(permutation(foldIn(key, 'order'), count), (i) => first + offset + i * blockDays)
}

export function evaluationOf(result: Objective): Evaluation {
  const { loss, netSharpe, grossSharpe, turnover, explainedVariance } = result
  return {
    loss,
    numbers: tf.stack([loss, netSharpe, grossSharpe, turnover, explainedVariance]) as tf.Tensor1D,
  }
}

export function toEpoch([
  loss,
  netSharpe,
  grossSharpe,
  turnover,
  explainedVariance,
]: readonly number[]) {
  const annual = Math.sqrt(TRADING_DAYS)
  return {
    loss,
    netSharpe: netSharpe * annual,
    grossSharpe: grossSharpe * annual,
    turnover,
    explainedVariance,
  }
}

/** Effective factors over the last days before `end`. */
function factorsAround(
  params: StrategyParams,
  { view }: TrainingData,
  config: AttentionConfig,
  end: number,
): number {
  return tf.tidy(() => {
    const dates = { firstDay: end - FACTOR_DAYS, days: FACTOR_DAYS, lookback: 1 }
    return effectiveFactorsOf(params, blockOf(view, dates), config)
  })
}

/** Mean annualised net Sharpe ratio of the validation blocks, dropout off. */
function validationSharpe(
  params: StrategyParams,
  { view, validateFrom, end }: TrainingData,
  config: AttentionConfig,
): number {
  const { lookback, blockDays, trainingLag: lag } = config
  const openingDays = openingDaysOf(config)
  const sharpes: number[] = []
  for (let day = validateFrom; day + openingDays + blockDays <= end; day += blockDays) {
    const dates = { firstDay: day, days: openingDays + blockDays, lookback, lag }
    const sharpe = tf.tidy(() => {
      const block = blockOf(view, dates)
      return objective(forward(params, block, config), block, config).netSharpe.dataSync()[0]
    })
    sharpes.push(sharpe)
  }
  return mean(sharpes) * Math.sqrt(TRADING_DAYS)
}

export function firstWithUniverse({ universe, assets, dates }: MarketView, from: number): number {
  const member = universe.indexOf(1, from * assets.length)
  return member < 0 ? dates.length : Math.floor(member / assets.length)
}
