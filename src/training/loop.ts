import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs'
import { assert } from '../lib/assert.js'
import { AbortedError } from '../lib/errors.js'
import { type AdamState, disposeState, type Optimiser } from '../tensor/optim.js'
import { cloneParams, disposeParams, leaves, type Params, withLeaves } from '../tensor/params.js'
import { foldIn, type Key, split } from '../tensor/random.js'

/** What is trained: pieces, data and objective, as a strategy puts them together. */
export interface Task<P extends Params, Summary> {
  readonly epochs: number
  readonly optimiser: Optimiser
  init(key: Key): P
  /** The blocks of one epoch, named by their first day, in the order of their steps. */
  blocks(key: Key): readonly number[]
  /** The scalar to minimise, then whatever the summary needs: a vector of numbers. */
  evaluate(params: P, block: number, key: Key): Evaluation
  /** An epoch told from the mean of its vectors. */
  summarise(params: P, mean: readonly number[], lastBlock: number): Summary
  /** The larger, the better; NaN says that training diverged. */
  score(summary: Summary, params: P): number
  /** Epochs without a better score before stopping. */
  readonly patience: number
  /** Which epoch's parameters are kept; that of the best score by default. */
  readonly keep?: 'best' | 'last'
}

export interface Evaluation {
  readonly loss: tf.Scalar
  readonly numbers: tf.Tensor1D
}

export interface TrainOptions<Summary> {
  readonly key: Key
  readonly signal: AbortSignal
  readonly onEpoch: (summary: Summary, epoch: number, best: boolean) => void
}

export interface Trained<P, Summary> {
  /** The parameters of the epoch that was kept; the caller disposes them. */
  readonly params: P
  readonly bestEpoch: number
  readonly summaries: readonly Summary[]
}

/** Training went to NaN or infinity in this epoch. */
export interface Diverged {
  readonly divergedIn: number
}

/** The loop all trained strategies share: epochs of shuffled blocks, one epoch kept. */
export async function train<P extends Params, Summary>(
  task: Task<P, Summary>,
  { key, signal, onEpoch }: TrainOptions<Summary>,
): Promise<Trained<P, Summary> | Diverged> {
  const [initKey, epochsKey] = split(key, 2)
  const course = startCourse(task, initKey)
  let best = { score: Number.NEGATIVE_INFINITY, epoch: 0 }
  let kept: { params: P; epoch: number } | null = null
  const summaries: Summary[] = []
  try {
    for (let epoch = 0; epoch < task.epochs; epoch++) {
      const { means, lastBlock } = await trainEpoch(task, course, {
        key: foldIn(epochsKey, epoch),
        signal,
      })
      const summary = task.summarise(course.params, means, lastBlock)
      const score = task.score(summary, course.params)
      if (!Number.isFinite(score) || !areFinite(course.params)) return { divergedIn: epoch }
      const isBest = score > best.score
      if (isBest) best = { score, epoch }
      const isKept = isBest || task.keep === 'last'
      if (isKept) {
        if (kept) disposeParams(kept.params)
        kept = { params: cloneParams(course.params), epoch }
      }
      summaries.push(summary)
      onEpoch(summary, epoch, isKept)
      if (epoch - best.epoch >= task.patience) break
    }
    assert(kept, 'a task has at least one epoch')
    const { params, epoch } = kept
    kept = null // the caller's now
    return { params, bestEpoch: epoch, summaries }
  } finally {
    if (kept) disposeParams(kept.params)
    disposeParams(course.params)
    disposeState(course.state)
  }
}

/** Where training stands; each step replaces both. */
interface Course<P> {
  params: P
  state: AdamState
}

function startCourse<P extends Params, Summary>(task: Task<P, Summary>, key: Key): Course<P> {
  const params = task.init(key)
  return { params, state: task.optimiser.init(params) }
}

/** One pass over the blocks; the mean of their numbers. Leaves as many tensors as it found. */
async function trainEpoch<P extends Params, Summary>(
  task: Task<P, Summary>,
  course: Course<P>,
  { key, signal }: Pick<TrainOptions<Summary>, 'key' | 'signal'>,
): Promise<{ means: number[]; lastBlock: number }> {
  const [orderKey, stepsKey] = split(key, 2)
  const before = tf.memory().numTensors
  const blocks = task.blocks(orderKey)
  const vectors: tf.Tensor1D[] = []
  let means: number[]
  try {
    for (const [i, block] of blocks.entries()) {
      await pause(signal)
      vectors.push(step(task, course, block, foldIn(stepsKey, i)))
    }
    means = meansOf(vectors)
  } finally {
    tf.dispose(vectors)
  }
  const grown = tf.memory().numTensors - before
  assert(grown === 0, `an epoch of ${blocks.length} steps left ${grown} tensors`)
  return { means, lastBlock: blocks[blocks.length - 1] }
}

/** Moves the course by one block; that block's numbers, not yet downloaded. */
function step<P extends Params, Summary>(
  task: Task<P, Summary>,
  course: Course<P>,
  block: number,
  key: Key,
): tf.Tensor1D {
  const { params, state } = course
  let numbers: tf.Tensor1D | undefined
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const evaluation = task.evaluate(withLeaves(params, tensors), block, key)
    numbers = tf.keep(evaluation.numbers)
    return evaluation.loss
  })(leaves(params))
  const next = task.optimiser.update(params, grads, state)
  tf.dispose([value, grads])
  disposeParams(params)
  disposeState(state)
  course.params = next.params
  course.state = next.state
  assert(numbers, 'the loss was evaluated')
  return numbers
}

/** Whether the last step of an epoch, whose loss nobody has seen yet, left numbers. */
function areFinite(params: Params): boolean {
  return leaves(params).every((tensor) => tensor.dataSync().every(Number.isFinite))
}

/** Lets messages and signals through, and stops here if told to. */
async function pause(signal: AbortSignal): Promise<void> {
  await setImmediate()
  if (signal.aborted) throw new AbortedError('training was stopped', { cause: signal.reason })
}

/** Mean of vectors, in double; the one download of an epoch. */
function meansOf(vectors: readonly tf.Tensor1D[]): number[] {
  const rows = tf.tidy(() => tf.stack(vectors as tf.Tensor1D[]))
  const values = rows.dataSync()
  const width = vectors[0].size
  rows.dispose()
  return Array.from({ length: width }, (_, column) => {
    let sum = 0
    for (let row = 0; row < vectors.length; row++) sum += values[row * width + column]
    return sum / vectors.length
  })
}
