export interface AppErrorOptions {
  readonly cause?: unknown
  /** Whether the same call may succeed later without anyone acting. */
  readonly retryable?: boolean
}

/** Base of the errors we throw on purpose; the message holds the offending values. */
export abstract class AppError extends Error {
  abstract override readonly name: string
  readonly retryable: boolean

  constructor(message: string, { cause, retryable = false }: AppErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.retryable = retryable
  }
}

/** The caller's input is wrong: the message says what, where and what would be right. */
export class UserError extends AppError {
  override readonly name = 'UserError'
}

/** Something named does not exist. */
export class NotFoundError extends AppError {
  override readonly name = 'NotFoundError'
}

/** What was asked for will exist, but has not been computed or published yet. */
export class DataNotReadyError extends AppError {
  override readonly name = 'DataNotReadyError'
}

/** Something outside (database, disk, network) failed; the operator may try again. */
export class UnavailableError extends AppError {
  override readonly name = 'UnavailableError'

  constructor(message: string, options: AppErrorOptions = {}) {
    super(message, { retryable: true, ...options })
  }
}

/** The work was told to stop. */
export class AbortedError extends AppError {
  override readonly name = 'AbortedError'
}

/** What was caught, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
