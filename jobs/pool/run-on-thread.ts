import { Worker } from 'node:worker_threads'
import { toError } from '../../src/lib/errors.js'
import type { SplitResult } from '../../src/results.js'
import type { SplitFailure } from '../failure/split-failure.js'
import type { SplitObserver, SplitTask } from './split-task.js'
import { STOP, type ThreadMessage } from './thread-message.js'

export interface ThreadOptions extends SplitObserver {
  readonly signal: AbortSignal
  /** The thread's program, a stub in tests. */
  readonly program?: URL
  /** Heap of the thread's objects; arrays do not count. */
  readonly heapMb?: number
}

export type ThreadOutcome =
  | { readonly kind: 'result'; readonly result: SplitResult }
  | { readonly kind: 'trained' }
  | { readonly kind: 'failed'; readonly failure: SplitFailure }
  | { readonly kind: 'stopped' }

/** A split that exceeds it fails alone instead of ending the process. */
const HEAP_MB = 2048
const STOP_GRACE_MS = 2_000
const KEPT_OUTPUT = 4_000

/** Computes one split on a fresh thread, whose memory is freed with it. */
export function runOnThread(
  task: SplitTask,
  { signal, program, heapMb = HEAP_MB, ...observer }: ThreadOptions,
): Promise<ThreadOutcome> {
  const worker = new Worker(program ?? new URL('./split-thread.js', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
    stdout: true,
    stderr: true,
  })
  const output = outputOf(worker)
  const release = stopOnAbort(worker, signal)
  let outcome: ThreadOutcome | undefined
  worker.on('message', (message: ThreadMessage) => {
    outcome = outcomeOf(message) ?? outcome
    notify(observer, message)
  })
  worker.on('error', (thrown: unknown) => {
    outcome = { kind: 'failed', failure: crashOf(thrown) }
  })
  return new Promise((resolve) => {
    worker.on('exit', (code) => {
      release()
      resolve(finalOutcome(outcome, { stopped: signal.aborted, code, output: output() }))
    })
  })
}

/** A result counts even where a stop was asked for meanwhile; a failure then does not. */
function finalOutcome(
  outcome: ThreadOutcome | undefined,
  end: { readonly stopped: boolean; readonly code: number; readonly output: string },
): ThreadOutcome {
  if (outcome?.kind === 'result' || outcome?.kind === 'trained') return outcome
  if (end.stopped) return { kind: 'stopped' }
  const reason = `its thread ended with exit code ${end.code} and no result ${end.output}`.trim()
  return outcome ?? { kind: 'failed', failure: { reason, retryable: false } }
}

function outcomeOf(message: ThreadMessage): ThreadOutcome | undefined {
  switch (message.kind) {
    case 'result':
      return { kind: 'result', result: message.result }
    case 'trained':
      return { kind: 'trained' }
    case 'failure':
      return { kind: 'failed', failure: message }
    default:
      return undefined
  }
}

function notify(observer: SplitObserver, message: ThreadMessage): void {
  if (message.kind === 'epoch') observer.onEpoch?.(message.epoch, message.epochCount)
  if (message.kind === 'date') observer.onDate?.(message.done, message.count)
  if (message.kind === 'saved') observer.onSaved?.(message.seed, message.split)
}

function crashOf(thrown: unknown): SplitFailure {
  const { message, stack, code } = toError(thrown) as Error & { code?: string }
  return { reason: message, stack, code, retryable: false }
}

/** The end of what the thread printed: banners of TensorFlow.js, shown only where it dies. */
function outputOf(worker: Worker): () => string {
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT)
  }
  worker.stdout.on('data', keep)
  worker.stderr.on('data', keep)
  return () => output
}

/** Asks the thread to stop when `signal` aborts, and terminates it after a grace period. */
function stopOnAbort(worker: Worker, signal: AbortSignal): () => void {
  let grace: NodeJS.Timeout | undefined
  const stop = () => {
    worker.postMessage(STOP)
    grace = setTimeout(() => void worker.terminate(), STOP_GRACE_MS)
  }
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  return () => {
    clearTimeout(grace)
    signal.removeEventListener('abort', stop)
  }
}
