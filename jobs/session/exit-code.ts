import { AbortedError, AppError, toError, UserError } from '../../src/lib/errors.js'

export const EXIT = {
  done: 0,
  /** A person must act. */
  act: 1,
  usage: 2,
  /** The same command may succeed later without anyone acting. */
  tryAgain: 75,
  interrupted: 130,
} as const

/** A command line with an unknown command, option or value. */
export class UsageError extends UserError {}

export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof UsageError) return EXIT.usage
  if (thrown instanceof AbortedError) return EXIT.interrupted
  return thrown instanceof AppError && thrown.retryable ? EXIT.tryAgain : EXIT.act
}

/** An error in one line; with its stack trace if `verbose`. */
export function describe(thrown: unknown, verbose: boolean): string {
  const error = toError(thrown)
  if (verbose) return String(error.stack ?? error)
  if (error instanceof AppError) return error.message
  return `${error.message || error.name} (this is unexpected: --verbose shows the stack trace)`
}
