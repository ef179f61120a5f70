import * as tf from '@tensorflow/tfjs'
import { adamW } from '../../src/tensor/optim.js'
import type { Key } from '../../src/tensor/random.js'
import { type EpochMeasures, epochOf } from '../../src/training/epochs.js'
import type { Task } from '../../src/training/task.js'

export type Line = { readonly x: tf.Tensor1D }

/** Minimises (x − 3)² from x = 0, one step an epoch; its scores are given. */
export function toyTask(
  scores: readonly number[],
  overrides: Partial<Task<Line, EpochMeasures>> = {},
) {
  let epoch = -1
  const starts: Key[] = []
  const task: Task<Line, EpochMeasures> = {
    epochs: scores.length,
    patience: scores.length,
    optimisers: [{ optimiser: adamW({ rate: () => 0.1 }) }],
    init(key) {
      starts.push(key)
      epoch = -1
      return { x: tf.tensor1d([0]) }
    },
    blocks: () => [0],
    evaluate: ({ x }) => {
      const loss = x.sub(3).square().sum() as tf.Scalar
      return { loss, numbers: loss.reshape([1]) }
    },
    summarise(_, [loss]) {
      epoch++
      return epochOf({ loss, netSharpe: scores[epoch] })
    },
    score: ({ netSharpe }) => netSharpe ?? Number.NaN,
    ...overrides,
  }
  return { task, starts }
}
