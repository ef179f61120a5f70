import type { MarketView } from '../../src/data/source.js'
import { first, last } from '../../src/lib/at.js'
import { blockOf } from '../../src/strategy/attention/blocks.js'
import { forward, objective, type StrategyParams } from '../../src/strategy/attention/objective.js'
import {
  type AttentionConfig,
  parseAttentionConfig,
} from '../../src/strategy/attention/settings.js'
import { attentionTask, trainingData } from '../../src/strategy/attention/task.js'
import { benchMarket } from './market.js'
import { repeatedSteps, type TrainingSteps } from './repeated-steps.js'

/** Training steps of the default strategy, as in the shared training loop. */
export interface Steps extends TrainingSteps<StrategyParams> {
  readonly view: MarketView
  readonly config: AttentionConfig
  /** The first day of the trained block. */
  readonly firstDay: number
}

/** Characteristics of the default strategy: 18 ranks and 11 sectors. */
const CHARACTERISTICS = 29
const DATES = 200
/** The part of them before a block of the default length. */
const FREE_DATES = 137

export function trainingSteps(assets: number, overrides: Record<string, unknown> = {}): Steps {
  const config = parseAttentionConfig(overrides)
  const dates = Math.max(DATES, config.blockDays + FREE_DATES)
  const view = benchMarket({ assets, dates, characteristics: CHARACTERISTICS })
  const range = { from: first(view.dates), to: last(view.dates) }
  const steps = repeatedSteps(
    attentionTask(trainingData(view, range, config), config),
    (params, day) => {
      const days = config.lookback + 1 + config.blockDays
      const firstDay = day - config.lookback - 1
      const block = blockOf(view, { firstDay, days, lookback: config.lookback })
      return objective(forward(params, block, config), block, config).loss
    },
  )
  return Object.assign(steps, { view, config, firstDay: steps.block - config.lookback - 1 })
}
