import { failureOf } from './job-failure.js'
import { TaskError } from './task-error.js'

/** Why a split failed on its thread; the other splits go on. */
export interface SplitFailure {
  readonly reason: string
  readonly stack?: string
  readonly retryable: boolean
  /** Error code of the system, of Postgres, or of a thread that ran out of memory. */
  readonly code?: string
  /** Whether it is an `AppError`, which a person can act on; else it is a bug. */
  readonly expected?: boolean
}

/** The failure of a thread as an error of this one; classes do not cross threads, kinds do. */
export function taskErrorOf({ reason, stack, retryable, expected, code }: SplitFailure): Error {
  const kind = retryable ? 'retryable' : expected ? 'data' : 'bug'
  return Object.assign(new TaskError(reason, kind, stack), code === undefined ? {} : { code })
}

/** Whether the same split may work the next time, without anyone acting. */
export function mayPass(failure: SplitFailure): boolean {
  return failureOf(taskErrorOf(failure)).kind === 'retryable'
}
