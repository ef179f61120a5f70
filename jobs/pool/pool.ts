import { AbortedError } from '../../src/lib/errors.js'
import type { SplitResult, TrainingEpoch } from '../../src/results.js'
import type { SplitFailure } from '../failure/split-failure.js'
import { createQueue } from './one-at-a-time.js'
import { runOnThread, type ThreadOptions } from './run-on-thread.js'
import type { SplitTask } from './split-task.js'

export interface PoolOptions extends Pick<ThreadOptions, 'signal' | 'program' | 'heapMb'> {
  /** Splits side by side, one thread and one engine each. */
  readonly workers: number
  /** Adds what a split reads beside its market, just before it is computed. An error it throws ends the pool. */
  readonly prepare?: (task: SplitTask) => Promise<SplitTask>
  readonly onStart?: (task: SplitTask) => void | Promise<void>
  readonly onEpoch?: (task: SplitTask, epoch: TrainingEpoch, epochCount: number) => void
  readonly onDate?: (task: SplitTask, done: number, count: number) => void
  /** Called for one split at a time. An error it throws ends the pool. */
  readonly onResult: (task: SplitTask, result: SplitResult) => Promise<void>
  readonly onFailure: (task: SplitTask, failure: SplitFailure) => Promise<void>
}

/**
 * Computes splits in their order, `workers` side by side. Throws an AbortedError when `signal`
 * aborts: results handed to `onResult` before that are complete, and none follows.
 */
export async function runSplits(tasks: readonly SplitTask[], options: PoolOptions): Promise<void> {
  const ours = new AbortController()
  const signal = AbortSignal.any([options.signal, ours.signal])
  const queue = [...tasks]
  const oneAtATime = createQueue()

  async function lane(): Promise<void> {
    for (let task = queue.shift(); task && !signal.aborted; task = queue.shift()) {
      const goesOn = await runOne(task, { ...options, signal }, oneAtATime)
      if (!goesOn) return
    }
  }

  const lanes = Array.from({ length: Math.min(options.workers, tasks.length) }, () =>
    lane().catch((thrown: unknown) => {
      ours.abort()
      throw thrown
    }),
  )
  const ends = await Promise.allSettled(lanes)
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken) throw broken.reason
  if (options.signal.aborted) throw new AbortedError('stopped')
}

/** Computes one split and hands its outcome over; false where the pool stops. */
async function runOne(
  planned: SplitTask,
  { onStart, onEpoch, onDate, onResult, onFailure, signal, program, heapMb, prepare }: PoolOptions,
  oneAtATime: ReturnType<typeof createQueue>,
): Promise<boolean> {
  await onStart?.(planned)
  const task = (await prepare?.(planned)) ?? planned
  const outcome = await runOnThread(task, {
    signal,
    program,
    heapMb,
    onEpoch: (epoch, epochCount) => onEpoch?.(task, epoch, epochCount),
    onDate: (done, count) => onDate?.(task, done, count),
  })
  if (outcome.kind === 'stopped' || outcome.kind === 'trained') return false
  await oneAtATime(() =>
    outcome.kind === 'result' ? onResult(task, outcome.result) : onFailure(task, outcome.failure),
  )
  return true
}
