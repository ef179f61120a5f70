import * as tf from '@tensorflow/tfjs'
import { at, first } from '../../src/lib/at.js'
import { entries, leaves, type Params, withLeaves } from '../../src/tensor/params.js'
import { foldIn, keyOf } from '../../src/tensor/random.js'
import { disposeCourse, startCourse, takeStep } from '../../src/training/step.js'
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

/** Of the order of the blocks. */
export const ORDER_KEY = keyOf(2)

/** Steps of a task on its first block; `lossOf` is its loss without random numbers. */
export function repeatedSteps<P extends Params, Carried extends Params>(
  task: Task<P, unknown, Carried>,
  lossOf: (params: P, block: number) => tf.Scalar,
): TrainingSteps<P> {
  const course = startCourse(task, keyOf(1))
  const block = first(task.blocks(ORDER_KEY))
  return {
    block,
    get params() {
      return course.state.params
    },
    async next() {
      const key = foldIn(keyOf(3), course.steps)
      const numbers = takeStep(task, course, { block, key, epoch: 0, count: course.steps })
      await numbers.data()
      numbers.dispose()
    },
    check() {
      const { params } = course.state
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
        lossOf(withLeaves(params, tensors), block),
      )(leaves(params))
      const names = entries(params).map(([name]) => name)
      const gradients = Object.fromEntries(names.map((name, i) => [name, at(grads, i).dataSync()]))
      const loss = first(value.dataSync())
      tf.dispose([value, ...grads])
      return { loss, gradients }
    },
    dispose: () => disposeCourse(course),
  }
}
