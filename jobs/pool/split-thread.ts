import { parentPort, workerData } from 'node:worker_threads'
import { AppError, toError } from '../../src/lib/errors.js'
import type { SplitObserver, SplitTask } from './split-task.js'
import { STOP, type ThreadMessage } from './thread-message.js'
import { trainSeedsOf, trainSplit } from './train-split.js'

/** Program of a worker thread: computes one split, posts its progress and its result. */

const port = parentPort
if (!port) throw new Error('split-thread runs as a worker thread')

const controller = new AbortController()
port.on('message', (message: unknown) => {
  if (message === STOP) controller.abort()
})

const post = (message: ThreadMessage, transfer: ArrayBuffer[] = []) =>
  port.postMessage(message, transfer)

const observer: SplitObserver = {
  onEpoch: (epoch, epochCount) => post({ kind: 'epoch', epoch, epochCount }),
  onDate: (done, count) => post({ kind: 'date', done, count }),
  onSaved: (seed, split) => post({ kind: 'saved', seed, split }),
}

try {
  const task = workerData as SplitTask
  if (task.trainOnly) {
    await trainSeedsOf(task, controller.signal, observer)
    post({ kind: 'trained' })
  } else {
    const result = await trainSplit(task, controller.signal, observer)
    post({ kind: 'result', result }, buffersOf(result))
  }
} catch (thrown) {
  post(failureMessage(toError(thrown)))
}
port.close()

function failureMessage(error: Error): ThreadMessage {
  return {
    kind: 'failure',
    reason: error.message,
    stack: error.stack,
    retryable: error instanceof AppError && error.retryable,
    expected: error instanceof AppError,
    code: 'code' in error && typeof error.code === 'string' ? error.code : undefined,
  }
}

/** The buffers under a result's arrays, to be transferred instead of copied. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer)
  } else if (value !== null && typeof value === 'object') {
    for (const part of Object.values(value)) buffersOf(part, found)
  }
  return [...found]
}
