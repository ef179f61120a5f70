import * as tf from '@tensorflow/tfjs'
import { assert } from '../lib/assert.js'
import { type AdamState, disposeState } from '../tensor/optim.js'
import { disposeParams, entries, leaves, type Params } from '../tensor/params.js'
import type { Key } from '../tensor/random.js'
import { moveGroups, startGroups } from './optimiser-groups.js'
import type { Step, Task, TrainingState } from './task.js'

/** Where a training stands; each step replaces all of it. */
export interface Course<P extends Params, C extends Params> {
  state: TrainingState<P, C>
  /** One for each optimiser. */
  moments: readonly AdamState[]
  steps: number
}

export function startCourse<P extends Params, Summary, C extends Params>(
  task: Task<P, Summary, C>,
  key: Key,
): Course<P, C> {
  const params = task.init(key)
  const carried = task.carried?.(params) ?? ({} as C) // a task without `carried` has none
  return { state: { params, carried }, moments: startGroups(task.optimisers, params), steps: 0 }
}

export function disposeCourse({ state, moments }: Course<Params, Params>): void {
  disposeParams(state.params)
  disposeParams(state.carried)
  for (const one of moments) disposeState(one)
}

/** Moves the course by one block; that block's numbers, not yet downloaded. */
export function takeStep<P extends Params, Summary, C extends Params>(
  task: Task<P, Summary, C>,
  course: Course<P, C>,
  step: Step,
): tf.Tensor1D {
  const { params, carried } = course.state
  const { numbers, kept, gradients } = gradientsOf(task, course.state, step)
  const moved = moveGroups(task.optimisers, params, gradients, course.moments)
  tf.dispose(gradients as tf.Tensor[])
  disposeParams(params)
  for (const one of course.moments) disposeState(one)
  course.moments = moved.moments
  course.state = after(task, { params: moved.params, carried }, kept, step)
  course.steps++
  return numbers
}

interface Gradients {
  readonly numbers: tf.Tensor1D
  readonly kept: readonly tf.Tensor[]
  /** In the order of `leaves`. */
  readonly gradients: readonly tf.Tensor[]
}

function gradientsOf<P extends Params, Summary, C extends Params>(
  task: Task<P, Summary, C>,
  { params, carried }: TrainingState<P, C>,
  step: Step,
): Gradients {
  let numbers: tf.Tensor1D | undefined
  let kept: tf.Tensor[] = []
  const inputs = leaves(params)
  const forward = () => {
    const evaluation = task.evaluate(params, step, carried)
    numbers = tf.keep(evaluation.numbers)
    kept = (evaluation.kept ?? []).map((tensor) => tf.keep(tensor))
    return evaluation.loss
  }
  const gradients = tf.tidy(() => {
    const { grads } = tf.engine().gradients(forward, inputs, undefined, true)
    return connected(task, params, grads)
  })
  assert(numbers, 'the loss was evaluated')
  return { numbers, kept, gradients }
}

/** A gradient for each parameter: 0 for those that the step may leave out, an error for others. */
function connected<P extends Params, Summary, C extends Params>(
  { mayBeUnused = () => false }: Task<P, Summary, C>,
  params: P,
  gradients: readonly (tf.Tensor | null | undefined)[],
): tf.Tensor[] {
  return entries(params).map(([name, tensor], i) => {
    const gradient = gradients[i]
    if (gradient) return gradient
    assert(mayBeUnused(name), `the loss does not depend on the parameter ${name}`)
    return tf.zerosLike(tensor)
  })
}

/** The state after `afterStep`, without leaving a tensor of the one before. */
function after<P extends Params, Summary, C extends Params>(
  { afterStep }: Task<P, Summary, C>,
  moved: TrainingState<P, C>,
  kept: readonly tf.Tensor[],
  step: Step,
): TrainingState<P, C> {
  let next = moved
  const tensors = tf.tidy(() => {
    if (afterStep) next = afterStep(moved, kept, step)
    return leaves({ ...next })
  })
  const lives = new Set(tensors)
  tf.dispose([...leaves({ ...moved }), ...kept].filter((tensor) => !lives.has(tensor)))
  return next
}
