export interface AppErrorOptions {
  readonly cause?: unknown
  /** Whether the same call may succeed later without anyone acting. */
  readonly retryable?: boolean
}

/** Base of the errors that we throw on purpose; the message contains the offending values. */
export abstract class AppError extends Error {
  abstract override readonly name: string
  readonly retryable: boolean

  constructor(message: string, { cause, retryable = false }: AppErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.retryable = retryable
  }
}

/** The caller's input is wrong: the message names the value, its place and the remedy. */
export class UserError extends AppError {
  override readonly name = 'UserError'
}

/** A named object does not exist. */
export class NotFoundError extends AppError {
  override readonly name = 'NotFoundError'
}

/** The data requested have not been computed or published yet. */
export class DataNotReadyError extends AppError {
  override readonly name = 'DataNotReadyError'
}

/** The database, the disk or the network failed; the same call may succeed later. */
export class UnavailableError extends AppError {
  override readonly name = 'UnavailableError'

  constructor(message: string, options: AppErrorOptions = {}) {
    super(message, { retryable: true, ...options })
  }
}

/** A file that results are read from is missing or was changed: a person must act. */
export class DamagedFileError extends AppError {
  override readonly name = 'DamagedFileError'
}

/** The work was stopped. */
export class AbortedError extends AppError {
  override readonly name = 'AbortedError'
}

/** A caught value as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
