import * as tf from '@tensorflow/tfjs'
import { mean, TRADING_DAYS } from '../../accounts/moments.js'
import type { MarketView } from '../../data/source.js'
import { UserError } from '../../lib/errors.js'
import type { TrainedPolicy } from '../../policy/trained-policy.js'
import { blockMeasures } from '../../portfolio/measures.js'
import { dollarNeutral, normalise } from '../../portfolio/weights.js'
import { composeFixed } from '../../residuals/compose.js'
import { windowsOf } from '../../residuals/windows.js'
import { adamW, cosine } from '../../tensor/optim.js'
import type { Params } from '../../tensor/params.js'
import type { Key } from '../../tensor/random.js'
import type { Task } from '../../training/loop.js'
import type { EpochSummary } from '../../training/seed.js'
import type { Objective } from '../attention/objective.js'
import { evaluationOf, shuffledBlocks, toEpoch } from '../attention/task.js'
import { tradedLength } from '../traded-axis.js'
import { type ResidualBlock, residualBlockOf } from './blocks.js'
import type { TrainingSettings } from './policy-settings.js'
import type { RollingResiduals } from './rolling-residuals.js'

/** The dates of a panel that may be trained on: rows `first … end − 1` of the view. */
export interface PolicyData {
  readonly view: MarketView
  readonly panel: RollingResiduals
  readonly factorCount: number
  readonly first: number
  readonly end: number
  /** Rows from here to `end` only validate. */
  readonly validateFrom: number
}

const BASIS_POINT = 1e-4

/** The train range from the first date on which the factors cover anybody. */
export function policyData(
  view: MarketView,
  panel: RollingResiduals,
  factorCount: number,
  config: TrainingSettings,
): PolicyData {
  const covered = panel.residuals.findIndex((value) => !Number.isNaN(value))
  const end = panel.firstRow + panel.dates.length
  const first = covered < 0 ? end : panel.firstRow + Math.floor(covered / tradedLength(view))
  const validateFrom = end - config.validationYears * TRADING_DAYS
  const least = openingDaysOf(config) + config.blockDays
  for (const days of [validateFrom - first, ...(validateFrom < end ? [end - validateFrom] : [])]) {
    if (days >= least) continue
    throw new UserError(
      `${Math.max(0, days)} trading dates with residuals to train on or validate with up to ` +
        `${view.dates[end - 1] ?? view.nextDate}; a step needs ${least} (lookback + 1 + blockDays): take a longer ` +
        'train range, or a smaller blockDays, validationYears or window',
    )
  }
  return { view, panel, factorCount, first, end, validateFrom }
}

/** Training of a policy on residuals that are given, as the shared loop sees it. */
export function policyTask<P extends Params>(
  policy: TrainedPolicy<P>,
  data: PolicyData,
  config: TrainingSettings,
): Task<P, EpochSummary> {
  const { view, panel, first, validateFrom, factorCount } = data
  const { lookback, blockDays, epochs, trainingLag: lag } = config
  const openingDays = openingDaysOf(config)
  const stepsPerEpoch = Math.floor((validateFrom - first - openingDays) / blockDays)
  const block = (firstDay: number) =>
    residualBlockOf(view, panel, { firstDay, days: openingDays + blockDays, lookback, lag })
  const validates = validateFrom < data.end
  return {
    epochs,
    keep: config.checkpoint,
    patience: validates ? config.patience : epochs,
    optimiser: adamW({
      rate: cosine(config.learningRate, stepsPerEpoch * epochs),
      decay: () => config.weightDecay,
      clipNorm: config.clipNorm,
    }),
    init: (key) => policy.init(key),
    blocks: (key) =>
      shuffledBlocks(key, { first: first + openingDays, end: validateFrom, blockDays }),
    evaluate: (params, day, key) => {
      const given = block(day - openingDays)
      return evaluationOf(objective(books(policy, params, given, config, key), given, config))
    },
    summarise: (_params, means) => ({
      epoch: { ...toEpoch(means), effectiveFactors: factorCount },
    }),
    score: ({ epoch }, params) => {
      if (!Number.isFinite(epoch.loss)) return Number.NaN
      if (!validates) return epoch.netSharpe
      const sharpes: number[] = []
      for (let day = validateFrom; day + openingDays + blockDays <= data.end; day += blockDays) {
        sharpes.push(netSharpe(policy, params, () => block(day), config))
      }
      return mean(sharpes) * Math.sqrt(TRADING_DAYS)
    },
  }
}

/** Days before those that count: looked back on, the one that opens, those until a book is held. */
function openingDaysOf({ lookback, trainingLag }: TrainingSettings): number {
  return lookback + 1 + trainingLag
}

/** Asset weights `Φᵀp` of the last D − L days with `‖w‖₁ = 1`, `[D − L, n]`. */
export function books<P extends Params>(
  policy: TrainedPolicy<P>,
  params: P,
  block: ResidualBlock,
  { lookback, dollarNeutral: isNeutral }: TrainingSettings,
  dropoutKey?: Key,
): tf.Tensor2D {
  const { tradable, members } = block
  const decided = policy
    .weights(params, windowsOf(block.residuals, lookback), { dropoutKey, tradable })
    .reshape<tf.Tensor2D>(tradable.shape)
    .mul<tf.Tensor2D>(tradable)
  const composed = composeFixed(block, decided)
  return normalise(isNeutral ? dollarNeutral(composed, members) : composed)
}

/** `−Sharpe` of a block's net return; the explained variance is told, and nothing learns from it. */
function objective(
  held: tf.Tensor2D,
  block: ResidualBlock,
  { trainingLag, ...config }: TrainingSettings,
): Objective {
  const [steps, n] = held.shape
  const [loss, netSharpe, grossSharpe, turnover, explainedVariance] = blockMeasures(
    {
      ...block,
      books: trainingLag > 0 ? tf.slice2d(held, [0, 0], [steps - trainingLag, n]) : held,
    },
    {
      tradingCost: config.trainingCostMultiple * config.tradingCostBps * BASIS_POINT,
      shortCost: config.shortCostBps * BASIS_POINT,
      explainedVarianceWeight: 0,
      hedged: config.hedgedLoss,
    },
  )
  return { loss, netSharpe, grossSharpe, turnover, explainedVariance }
}

/** Daily, dropout off. */
function netSharpe<P extends Params>(
  policy: TrainedPolicy<P>,
  params: P,
  block: () => ResidualBlock,
  config: TrainingSettings,
): number {
  return tf.tidy(() => {
    const given = block()
    return objective(books(policy, params, given, config), given, config).netSharpe.dataSync()[0]
  })
}
