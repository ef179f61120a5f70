import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs'
import { assert } from '../lib/assert.js'
import { AbortedError } from '../lib/errors.js'
import { cloneParams, disposeParams, leaves, type Params } from '../tensor/params.js'
import { foldIn, type Key, split } from '../tensor/random.js'
import { type Course, disposeCourse, startCourse, takeStep } from './step.js'
import type { Task, TrainingState } from './task.js'

export interface TrainOptions<Summary> {
  readonly key: Key
  readonly signal: AbortSignal
  readonly onEpoch: (summary: Summary, epoch: number, best: boolean) => void
}

/** Parameters and carried state of the epoch that was kept; the caller disposes them. */
export interface Trained<P extends Params, Summary, C extends Params = Params>
  extends TrainingState<P, C> {
  readonly bestEpoch: number
  readonly summaries: readonly Summary[]
}

/** Training went to NaN or infinity in this epoch. */
export interface Diverged {
  readonly divergedIn: number
}

/** The loop of all trained strategies: epochs of blocks, one epoch kept. */
export async function train<P extends Params, Summary, C extends Params = Params>(
  task: Task<P, Summary, C>,
  { key, signal, onEpoch }: TrainOptions<Summary>,
): Promise<Trained<P, Summary, C> | Diverged> {
  const [initKey, epochsKey] = split(key, 2)
  const course = startCourse(task, initKey)
  const kept = new KeptEpoch<P, C>(task.keep)
  const summaries: Summary[] = []
  try {
    for (let epoch = 0; epoch < task.epochs; epoch++) {
      const key = foldIn(epochsKey, epoch)
      const { summary, score } = await trainEpoch(task, course, { key, signal, epoch })
      if (!Number.isFinite(score) || !areFinite(course.state)) return { divergedIn: epoch }
      summaries.push(summary)
      onEpoch(summary, epoch, kept.offer(course.state, { epoch, score }))
      if (epoch - kept.bestEpoch >= task.patience) break
    }
    return { ...kept.take(), summaries }
  } finally {
    kept.dispose()
    disposeCourse(course)
  }
}

/** A copy of the state of one epoch: the best so far, or the last. */
class KeptEpoch<P extends Params, C extends Params> {
  readonly #keep: 'best' | 'last'
  #best = { score: Number.NEGATIVE_INFINITY, epoch: 0 }
  #kept: { readonly state: TrainingState<P, C>; readonly epoch: number } | null = null

  constructor(keep: 'best' | 'last' = 'best') {
    this.#keep = keep
  }

  get bestEpoch(): number {
    return this.#best.epoch
  }

  /** Whether the epoch is kept in place of the one before. */
  offer({ params, carried }: TrainingState<P, C>, epoch: { score: number; epoch: number }) {
    const isBest = epoch.score > this.#best.score
    if (isBest) this.#best = epoch
    if (!isBest && this.#keep === 'best') return false
    this.dispose()
    const state = { params: cloneParams(params), carried: cloneParams(carried) }
    this.#kept = { state, epoch: epoch.epoch }
    return true
  }

  /** The state, which is the caller's from now on. */
  take(): TrainingState<P, C> & { readonly bestEpoch: number } {
    assert(this.#kept, 'a task has at least one epoch')
    const { state, epoch } = this.#kept
    this.#kept = null
    return { ...state, bestEpoch: epoch }
  }

  dispose(): void {
    if (this.#kept) disposeParams({ ...this.#kept.state })
    this.#kept = null
  }
}

interface EpochOptions {
  readonly key: Key
  readonly signal: AbortSignal
  readonly epoch: number
}

/** One pass over the blocks, summarised and scored. Leaves as many tensors as it found. */
async function trainEpoch<P extends Params, Summary, C extends Params>(
  task: Task<P, Summary, C>,
  course: Course<P, C>,
  { key, signal, epoch }: EpochOptions,
): Promise<{ readonly summary: Summary; readonly score: number }> {
  const [orderKey, stepsKey] = split(key, 2)
  const before = tf.memory().numTensors
  const blocks = task.blocks(orderKey)
  const vectors: tf.Tensor1D[] = []
  let means: number[]
  try {
    for (const [i, block] of blocks.entries()) {
      await pause(signal)
      const step = { block, key: foldIn(stepsKey, i), epoch, count: course.steps }
      vectors.push(takeStep(task, course, step))
    }
    means = meansOf(vectors)
  } finally {
    tf.dispose(vectors)
  }
  const { params, carried } = course.state
  const summary = task.summarise(params, means, blocks[blocks.length - 1], carried)
  const score = task.score(summary, params, carried)
  const grown = tf.memory().numTensors - before
  assert(grown === 0, `an epoch of ${blocks.length} steps left ${grown} tensors`)
  return { summary, score }
}

/** Whether the state is finite: the last step of an epoch may break it after its loss was measured. */
function areFinite(state: TrainingState<Params>): boolean {
  return leaves({ ...state }).every((tensor) => tensor.dataSync().every(Number.isFinite))
}

/** Lets messages and signals through; throws once the signal is aborted. */
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
