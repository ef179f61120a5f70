import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import { lowerBound } from '../../lib/dates.js'
import { UserError } from '../../lib/errors.js'
import type { DateRange } from '../../results.js'
import type { EpochMeasures } from '../../training/epochs.js'
import { stepDates, type TrainingRows, tooFewRows, trainingRows } from '../../training/rows.js'
import { sharpeTask } from '../../training/sharpe-task.js'
import type { Task } from '../../training/task.js'
import { medianUniverse } from '../universe.js'
import { blockOf } from './blocks.js'
import {
  effectiveFactorsOf,
  forward,
  initParams,
  objective,
  type StrategyParams,
} from './objective.js'
import type { AttentionConfig } from './settings.js'

/** The reported effective number of factors is a mean over this many of the last block's days. */
const FACTOR_DAYS = 5

/** The days of a view that may be trained on. */
export interface TrainingData {
  readonly view: MarketView
  readonly rows: TrainingRows
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
  const rows = trainingRows({ first, end }, config)
  assertEnough(rows, range, config)
  const quarter = Math.floor(medianUniverse(view, range) / 4)
  return { view, rows, factorCount: Math.max(1, Math.min(config.factorCount, quarter)) }
}

function assertEnough(rows: TrainingRows, { from, to }: DateRange, config: AttentionConfig): void {
  const dates = tooFewRows(rows, config)
  if (dates === null) return
  throw new UserError(
    `${dates} trading dates to train on or validate with in ${from} to ${to}; a step needs ${stepDates(config)} ` +
      `(lookback + 1 + ${config.trainingLag > 0 ? 'trainingLag + ' : ''}blockDays): take a longer train range, or a smaller blockDays or validationYears`,
  )
}

/** Factors and policy trained together, as the shared loop sees it. */
export function attentionTask(
  { view, rows, factorCount }: TrainingData,
  config: AttentionConfig,
): Task<StrategyParams, EpochMeasures> {
  const characteristicCount = view.characteristics.definitions.length
  return sharpeTask({
    rows,
    config,
    init: (key) => initParams(key, config, { factorCount, characteristicCount }),
    objective(params, dates, dropoutKey) {
      const block = blockOf(view, dates)
      return objective(forward(params, block, config, { dropoutKey }), block, config)
    },
    decays: (name) => name.startsWith('policy.'),
    effectiveFactors: (params, end) =>
      tf.tidy(() => {
        const dates = { firstDay: end - FACTOR_DAYS, days: FACTOR_DAYS, lookback: 1 }
        return effectiveFactorsOf(params, blockOf(view, dates), config)
      }),
  })
}

function firstWithUniverse({ universe, assets, dates }: MarketView, from: number): number {
  const member = universe.indexOf(1, from * assets.length)
  return member < 0 ? dates.length : Math.floor(member / assets.length)
}
