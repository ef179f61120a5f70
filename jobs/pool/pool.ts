import { Worker } from 'node:worker_threads'
import { readEnv, toConfig } from '../../src/config.js'
import { AbortedError, toError } from '../../src/lib/errors.js'
import type { SplitResult, TrainingEpoch } from '../../src/results.js'
import type { StrategyInputs } from '../../src/strategy/inputs.js'
import { workersWithin } from './memory-budget.js'
import type { SplitProgress, SplitTask } from './train-split.js'

export const STOP = 'stop'

export type WorkerMessage =
  | { readonly kind: 'epoch'; readonly epoch: TrainingEpoch; readonly epochCount: number }
  | { readonly kind: 'date'; readonly done: number; readonly count: number }
  | { readonly kind: 'saved'; readonly seed: number }
  | { readonly kind: 'result'; readonly result: SplitResult }
  | { readonly kind: 'trained' }
  | ({ readonly kind: 'failure' } & SplitFailure)

/** Why a window failed; the others go on. */
export interface SplitFailure {
  readonly reason: string
  readonly stack?: string
  readonly retryable: boolean
  /** As an error's: of the system, of Postgres, of a thread that ran out of memory. */
  readonly code?: string
  /** Whether we threw it on purpose, so that the reason is a person's to act on. */
  readonly expected?: boolean
}

export interface PoolOptions {
  /** Windows side by side, one thread and one engine each. */
  readonly workers: number
  readonly signal: AbortSignal
  readonly onStart?: (task: SplitTask) => void | Promise<void>
  readonly onEpoch?: (task: SplitTask, epoch: TrainingEpoch, epochCount: number) => void
  readonly onDate?: (task: SplitTask, done: number, count: number) => void
  /** The checkpoint of a seed was written. */
  readonly onSaved?: (task: SplitTask, seed: number) => void
  /** Called for one window at a time. What it throws ends the pool. */
  readonly onResult: (task: SplitTask, result: SplitResult) => Promise<void>
  readonly onFailure: (task: SplitTask, failure: SplitFailure) => Promise<void>
  /** The thread's program; tests give one of their own. */
  readonly program?: URL
  /** Of a thread's objects. */
  readonly heapMb?: number
}

/** Of objects, not of arrays: a window that goes past it fails alone instead of ending the process. */
const THREAD_HEAP_MB = 2048
const STOP_GRACE_MS = 2_000
const KEPT_NOISE = 4_000

/**
 * As many splits side by side as cores and memory allow, by what their strategy reads, or any where it
 * is not known; `RESIDUA_MEMORY` limits the memory.
 */
export function defaultWorkers(inputs?: StrategyInputs): number {
  return workersWithin(toConfig(readEnv()).memoryBytes, inputs && { memory: inputs.memory })
}

/**
 * Runs windows in their order, `workers` side by side, each on a fresh thread, so that a window's
 * memory goes with it. Throws an AbortedError when told to stop; results handed over before that
 * are complete, and nothing comes after it.
 */
export async function runSplits(tasks: readonly SplitTask[], options: PoolOptions): Promise<void> {
  const { workers, onStart, onResult, onFailure } = options
  const ours = new AbortController()
  const signal = AbortSignal.any([options.signal, ours.signal])
  const queue = [...tasks]
  const oneAtATime = createQueue()

  async function lane(): Promise<void> {
    for (let task = queue.shift(); task && !signal.aborted; task = queue.shift()) {
      const current = task
      await onStart?.(current)
      const outcome = await runOnThread(current, { ...options, signal })
      if (outcome.kind === 'stopped' || outcome.kind === 'trained') return
      await oneAtATime(() =>
        outcome.kind === 'result'
          ? onResult(current, outcome.result)
          : onFailure(current, outcome.failure),
      )
    }
  }

  const lanes = Array.from({ length: Math.min(workers, tasks.length) }, () =>
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

export type Outcome =
  | { readonly kind: 'result'; readonly result: SplitResult }
  | { readonly kind: 'trained' }
  | { readonly kind: 'failed'; readonly failure: SplitFailure }
  | { readonly kind: 'stopped' }

/** Runs one window on a fresh thread. */
export function runOnThread(
  task: SplitTask,
  {
    signal,
    onEpoch,
    onDate,
    onSaved,
    program,
    heapMb = THREAD_HEAP_MB,
  }: Pick<PoolOptions, 'signal' | 'onEpoch' | 'onDate' | 'onSaved' | 'program' | 'heapMb'>,
): Promise<Outcome> {
  const progress: SplitProgress = {
    onEpoch: (epoch, epochCount) => onEpoch?.(task, epoch, epochCount),
    onDate: (done, count) => onDate?.(task, done, count),
    onSaved: (seed) => onSaved?.(task, seed),
  }
  return new Promise((resolve) => {
    const worker = new Worker(program ?? new URL('./split-worker.js', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
      stdout: true,
      stderr: true,
    })
    let outcome: Outcome | undefined
    let noise = ''
    const keep = (chunk: Buffer) => {
      noise = (noise + chunk.toString()).slice(-KEPT_NOISE)
    }
    worker.stdout.on('data', keep) // greetings of TensorFlow.js; shown where a thread dies
    worker.stderr.on('data', keep)

    let grace: NodeJS.Timeout | undefined
    const stop = () => {
      worker.postMessage(STOP)
      grace = setTimeout(() => void worker.terminate(), STOP_GRACE_MS)
    }
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()

    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'epoch') progress.onEpoch?.(message.epoch, message.epochCount)
      if (message.kind === 'date') progress.onDate?.(message.done, message.count)
      if (message.kind === 'saved') progress.onSaved?.(message.seed)
      if (message.kind === 'result') outcome = { kind: 'result', result: message.result }
      if (message.kind === 'trained') outcome = { kind: 'trained' }
      if (message.kind === 'failure') outcome = { kind: 'failed', failure: message }
    })
    worker.on('error', (thrown: unknown) => {
      const { message, stack, code } = toError(thrown) as Error & { code?: string }
      outcome = { kind: 'failed', failure: { reason: message, stack, code, retryable: false } }
    })
    worker.on('exit', (code) => {
      clearTimeout(grace)
      signal.removeEventListener('abort', stop)
      if (outcome?.kind === 'result' || outcome?.kind === 'trained') return resolve(outcome)
      if (signal.aborted) return resolve({ kind: 'stopped' })
      const reason = `its thread ended with exit code ${code} and no result ${noise}`.trim()
      resolve(outcome ?? { kind: 'failed', failure: { reason, retryable: false } })
    })
  })
}

/** Runs what it is given one after the other, in the order given. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work, work)
    last = next.catch(() => {})
    return next
  }
}
