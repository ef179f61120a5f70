import { AppError } from '../../lib/errors.js'

/** Nobody we know, or what they showed has ended. */
export class UnauthenticatedError extends AppError {
  override readonly name = 'UnauthenticatedError'
}

/** Somebody we know, who may not do this. */
export class ForbiddenError extends AppError {
  override readonly name = 'ForbiddenError'
}

/** Somebody who asks too often. */
export class RateLimitedError extends AppError {
  override readonly name = 'RateLimitedError'

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message, { retryable: true })
  }
}

/** The issuer of the tokens does not say which keys are its own; the same request may do later. */
export class IssuerAwayError extends AppError {
  override readonly name = 'IssuerAwayError'

  constructor(cause: Error) {
    super('the keys of the token issuer cannot be fetched; try again', { cause, retryable: true })
  }
}
