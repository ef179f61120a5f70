import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs'
import { assert } from '../lib/assert.js'
import { AbortedError } from '../lib/errors.js'
import { disposeState, type Optimiser } from '../tensor/optim.js'
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
  /** The parameters of the best epoch; the caller disposes them. */
  readonly params: P
  readonly bestEpoch: number
  readonly summaries: readonly Summary[]
}

/** Training went to NaN or infinity in this epoch. */
export interface Diverged {
  readonly divergedIn: number
}

/** The loop all trained strategies share: epochs of shuffled blocks, the best epoch kept. */
export async function train<P extends Params, Summary>(
  task: Task<P, Summary>,
  { key, signal, onEpoch }: TrainOptions<Summary>,
): Promise<Trained<P, Summary> | Diverged> {
  const [initKey, orderKey, stepKey] = split(key, 3)
  let params = task.init(initKey)
  let state = task.optimiser.init(params)
  let best: { params: P; epoch: number; score: number } | null = null
  const summaries: Summary[] = []
  try {
    for (let epoch = 0; epoch < task.epochs; epoch++) {
      const blocks = task.blocks(foldIn(orderKey, epoch))
      const vectors: tf.Tensor1D[] = []
      const before = tf.memory().numTensors
      try {
        for (const [i, block] of blocks.entries()) {
          const stepped = step(task, params, block, foldIn(foldIn(stepKey, epoch), i))
          const next = task.optimiser.update(params, stepped.gradients, state)
          tf.dispose(stepped.gradients)
          disposeParams(params)
          disposeState(state)
          ;({ params, state } = next)
          vectors.push(stepped.numbers)
          await pause(signal)
        }
        const summary = task.summarise(params, meanOf(vectors), blocks[blocks.length - 1])
        const score = task.score(summary, params)
        if (!Number.isFinite(score)) return { divergedIn: epoch }
        const isBest = !best || score > best.score
        if (isBest) {
          if (best) disposeParams(best.params)
          best = { params: cloneParams(params), epoch, score }
        }
        summaries.push(summary)
        onEpoch(summary, epoch, isBest)
      } finally {
        tf.dispose(vectors)
      }
      const grown = tf.memory().numTensors - before
      assert(
        grown <= (epoch === 0 ? leaves(params).length : 0),
        `epoch ${epoch} left ${grown} tensors`,
      )
      if (best && epoch - best.epoch >= task.patience) break
    }
    assert(best, 'a task has at least one epoch')
    const kept = best
    best = null
    return { params: kept.params, bestEpoch: kept.epoch, summaries }
  } finally {
    if (best) disposeParams(best.params)
    disposeParams(params)
    disposeState(state)
  }
}

/** The gradients of a block's loss, in the order of `leaves`, and its numbers, not yet downloaded. */
function step<P extends Params, Summary>(
  task: Task<P, Summary>,
  params: P,
  block: number,
  key: Key,
): { gradients: tf.Tensor[]; numbers: tf.Tensor1D } {
  let numbers: tf.Tensor1D | undefined
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const evaluation = task.evaluate(withLeaves(params, tensors), block, key)
    numbers = tf.keep(evaluation.numbers)
    return evaluation.loss
  })(leaves(params))
  value.dispose()
  assert(numbers, 'the loss was evaluated')
  return { gradients: grads, numbers }
}

/** Lets messages and signals through, and stops here if told to. */
async function pause(signal: AbortSignal): Promise<void> {
  await setImmediate()
  if (signal.aborted) throw new AbortedError('training was stopped', { cause: signal.reason })
}

/** Mean of vectors, in double; the one download of an epoch. */
function meanOf(vectors: readonly tf.Tensor1D[]): number[] {
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
