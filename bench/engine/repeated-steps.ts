import * as tf from '@tensorflow/tfjs'
import { at, first } from '../../src/lib/at.js'
import { disposeState } from '../../src/tensor/optim.js'
import { disposeParams, entries, leaves, type Params, withLeaves } from '../../src/tensor/params.js'
import { foldIn, keyOf } from '../../src/tensor/random.js'
import type { Task } from '../../src/training/task.js'

/** One block of a training, stepped over and over. */
export interface TrainingSteps<P extends Params> {
  readonly params: P
  /** The block's first day. */
  readonly block: number
  /** Gathers the block, goes forward and back, updates, downloads the step's numbers. */
  next(): Promise<void>
  /** Loss and gradients of the block, without random numbers, parameters as they are. */
  check(): { loss: number; gradients: Record<string, ArrayLike<number>> }
  dispose(): void
}

/** Steps of a task on its first block; `lossOf` is its loss without random numbers. */
export function repeatedSteps<P extends Params>(
  task: Task<P, unknown>,
  lossOf: (params: P, block: number) => tf.Scalar,
): TrainingSteps<P> {
  let params = task.init(keyOf(1))
  const { optimiser } = first(task.optimisers)
  let state = optimiser.init(params)
  let count = 0
  const block = first(task.blocks(keyOf(2)))
  return {
    block,
    get params() {
      return params
    },
    async next() {
      let numbers: tf.Tensor | undefined
      const step = { block, key: foldIn(keyOf(3), count), epoch: 0, count }
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
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
        lossOf(withLeaves(params, tensors), block),
      )(leaves(params))
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
