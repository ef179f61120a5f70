import { parentPort, workerData } from 'node:worker_threads'
import { AppError, toError } from '../../src/lib/errors.js'
import { STOP, type WorkerMessage } from './pool.js'
import { type SplitProgress, type SplitTask, trainSeedsOf, trainSplit } from './train-split.js'

/** One window on a thread of its own: progress and the result go up, a stop comes down. */

const port = parentPort
if (!port) throw new Error('split-worker runs as a worker thread')

const controller = new AbortController()
port.on('message', (message: unknown) => {
  if (message === STOP) controller.abort()
})

const post = (message: WorkerMessage, transfer: ArrayBuffer[] = []) =>
  port.postMessage(message, transfer)

try {
  const task = workerData as SplitTask
  const progress: SplitProgress = {
    onEpoch: (epoch, epochCount) => post({ kind: 'epoch', epoch, epochCount }),
    onDate: (done, count) => post({ kind: 'date', done, count }),
    onSaved: (seed) => post({ kind: 'saved', seed }),
  }
  if (task.trainOnly) {
    await trainSeedsOf(task, controller.signal, progress)
    post({ kind: 'trained' })
  } else {
    const result = await trainSplit(task, controller.signal, progress)
    post({ kind: 'result', result }, buffersOf(result))
  }
} catch (thrown) {
  const error = toError(thrown)
  post({
    kind: 'failure',
    reason: error.message,
    stack: error.stack,
    retryable: error instanceof AppError && error.retryable,
    expected: error instanceof AppError,
    code: codeOf(error),
  })
}
port.close()

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** The memory under a result's arrays, to be handed over instead of copied. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer)
  } else if (value !== null && typeof value === 'object') {
    for (const part of Object.values(value)) buffersOf(part, found)
  }
  return [...found]
}
