import * as tf from '@tensorflow/tfjs'
import { parseAttentionConfig } from '../src/strategy/attention-config.js'
import type { StrategyParams } from '../src/strategy/attention-objective.js'
import { attentionTask, trainingData } from '../src/strategy/attention-task.js'
import { disposeState } from '../src/tensor/optim.js'
import { disposeParams, leaves, withLeaves } from '../src/tensor/params.js'
import { foldIn, keyOf } from '../src/tensor/random.js'
import { benchMarket } from './engine-market.js'

/** One training step after the other of the default strategy, as the shared loop does them. */
export interface Steps {
  next(): Promise<void>
  readonly params: StrategyParams
  dispose(): void
}

export function trainingSteps(assets: number, factorCount: number): Steps {
  const config = parseAttentionConfig({ factorCount })
  const view = benchMarket({ assets, dates: 400 })
  const range = { from: view.dates[0], to: view.dates[view.dates.length - 1] }
  const task = attentionTask(trainingData(view, range, config), config)
  let params = task.init(keyOf(1))
  let state = task.optimiser.init(params)
  let count = 0
  const blocks = task.blocks(keyOf(2))
  return {
    get params() {
      return params
    },
    async next() {
      const key = foldIn(keyOf(3), count)
      const block = blocks[count++ % blocks.length]
      let numbers: tf.Tensor | undefined
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const evaluation = task.evaluate(withLeaves(params, tensors), block, key)
        numbers = tf.keep(evaluation.numbers)
        return evaluation.loss
      })(leaves(params))
      const updated = task.optimiser.update(params, grads, state)
      await numbers?.data()
      tf.dispose([value, grads, numbers as tf.Tensor])
      disposeParams(params)
      disposeState(state)
      params = updated.params
      state = updated.state
    },
    dispose() {
      disposeParams(params)
      disposeState(state)
    },
  }
}
