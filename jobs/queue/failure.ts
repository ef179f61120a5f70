import { AppError } from '../../src/lib/errors.js'
import type { JobFailure } from '../../src/store/jobs/end.js'
import { isOutage } from '../../src/store/outage.js'
import type { SplitFailure } from '../pool/pool.js'

/** A failure told by another thread, which keeps no class across. */
export class TaskError extends Error {
  override readonly name = 'TaskError'
  readonly kind: JobFailure['kind']

  constructor(message: string, kind: JobFailure['kind'], stack?: string) {
    super(message)
    this.kind = kind
    if (stack) this.stack = stack
  }
}

/** What a thread said of its failure, as an error to be judged here. */
export function taskErrorOf({ reason, stack, retryable, expected, code }: SplitFailure): Error {
  const kind = retryable ? 'retryable' : expected ? 'data' : 'bug'
  return Object.assign(new TaskError(reason, kind, stack), code === undefined ? {} : { code })
}

/** Whether what stopped a thread may be gone the next time, without anyone acting. */
export function mayPass(failure: SplitFailure): boolean {
  return failureOf(taskErrorOf(failure)).kind === 'retryable'
}

/** What engines and V8 say when memory ends, on the card or on the host. */
const OUT_OF_MEMORY =
  /ERR_WORKER_OUT_OF_MEMORY|out of memory|\bOOM\b|RESOURCE_EXHAUSTED|array buffer allocation failed|invalid typed array length|cannot enlarge memory|failed to allocate|memory limit/i

/** System errors that pass: a full disk is emptied, a mount comes back, a descriptor is closed. */
const PASSING = new Set([
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'ESTALE',
  'EAGAIN',
  'EBUSY',
  'EMFILE',
  'ENFILE',
])
/** SQLSTATE of transactions that met another. */
const CONFLICT = /^(40001|40P01|55P03)$/

/** Whether trying again may help, and what a person can do. */
export function failureOf(thrown: Error): JobFailure {
  const reason = thrown.message || thrown.name
  const code = codeOf(thrown)
  const failure = (kind: JobFailure['kind'], remedy: string): JobFailure => ({
    kind,
    reason,
    remedy,
  })
  if (OUT_OF_MEMORY.test(`${code} ${reason}`)) {
    return failure(
      'memory',
      'give the worker more memory, or set a smaller blockDays or factorCount',
    )
  }
  if (thrown instanceof TaskError && thrown.kind !== 'bug') {
    return failure(thrown.kind, REMEDIES[thrown.kind])
  }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100' || /no space left/i.test(reason)) {
    return failure('retryable', 'free space where the home or the database is')
  }
  if (isOutage(thrown))
    return failure('retryable', 'see whether the database runs and can be reached')
  if (PASSING.has(code) || CONFLICT.test(code)) return failure('retryable', REMEDIES.retryable)
  if (thrown instanceof AppError) {
    return thrown.retryable
      ? failure('retryable', REMEDIES.retryable)
      : failure('data', REMEDIES.data)
  }
  return failure('bug', REMEDIES.bug)
}

const REMEDIES: Readonly<Record<JobFailure['kind'], string>> = {
  retryable: 'it is tried again by itself; see whether what it waits for can come',
  data: 'correct what the reason names, then: residua jobs retry',
  memory: 'give the worker more memory',
  lost: "see the worker's and the system's log: it may have run out of memory",
  bug: 'this is unexpected: see the log of the worker, then: residua jobs retry',
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown }
  if (code !== undefined) return String(code)
  return error.cause instanceof Error ? codeOf(error.cause) : ''
}
