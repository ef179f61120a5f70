import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../src/data/source.js'
import { at, first, last } from '../../src/lib/at.js'
import { blockOf } from '../../src/strategy/attention/blocks.js'
import { forward, objective, type StrategyParams } from '../../src/strategy/attention/objective.js'
import {
  type AttentionConfig,
  parseAttentionConfig,
} from '../../src/strategy/attention/settings.js'
import { attentionTask, trainingData } from '../../src/strategy/attention/task.js'
import { disposeState } from '../../src/tensor/optim.js'
import { disposeParams, entries, leaves, withLeaves } from '../../src/tensor/params.js'
import { foldIn, keyOf } from '../../src/tensor/random.js'
import { benchMarket } from './market.js'

/** Training steps of the default strategy, as in the shared training loop. */
export interface Steps {
  readonly view: MarketView
  readonly config: AttentionConfig
  readonly params: StrategyParams
  /** The first day of the trained block. */
  readonly firstDay: number
  /** Gathers the block, goes forward and back, updates, downloads the step's numbers. */
  next(): Promise<void>
  /** Loss and gradients of the block, dropout off, parameters as they are. */
  check(): { loss: number; gradients: Record<string, ArrayLike<number>> }
  dispose(): void
}

const DATES = 200
/** The part of them before a block of the default length. */
const FREE_DATES = 137

export function trainingSteps(assets: number, overrides: Record<string, unknown> = {}): Steps {
  const config = parseAttentionConfig(overrides)
  const dates = Math.max(DATES, config.blockDays + FREE_DATES)
  const view = benchMarket({ assets, dates })
  const range = { from: first(view.dates), to: last(view.dates) }
  const task = attentionTask(trainingData(view, range, config), config)
  let params = task.init(keyOf(1))
  const { optimiser } = first(task.optimisers)
  let state = optimiser.init(params)
  let count = 0
  const day = first(task.blocks(keyOf(2)))
  const firstDay = day - config.lookback - 1
  return {
    view,
    config,
    firstDay,
    get params() {
      return params
    },
    async next() {
      let numbers: tf.Tensor | undefined
      const step = { block: day, key: foldIn(keyOf(3), count), epoch: 0, count }
      count++
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const evaluation = task.evaluate(withLeaves(params, tensors), step, {})
        numbers = tf.keep(evaluation.numbers)
        return evaluation.loss
      })(leaves(params))
      const updated = optimiser.update(params, grads, state)
      await numbers?.data()
      tf.dispose([value, ...grads, ...(numbers ? [numbers] : [])])
      disposeParams(params)
      disposeState(state)
      params = updated.params
      state = updated.state
    },
    check() {
      const days = config.lookback + 1 + config.blockDays
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const block = blockOf(view, { firstDay, days, lookback: config.lookback })
        return objective(forward(withLeaves(params, tensors), block, config), block, config).loss
      })(leaves(params))
      const names = entries(params).map(([name]) => name)
      const gradients = Object.fromEntries(names.map((name, i) => [name, at(grads, i).dataSync()]))
      const loss = first(value.dataSync())
      tf.dispose([value, ...grads])
      return { loss, gradients }
    },
    dispose() {
      disposeParams(params)
      disposeState(state)
    },
  }
}
