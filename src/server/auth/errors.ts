import { AppError } from '../../lib/errors.js'

/** No key or token, an unknown one, or one that has expired or was revoked. */
export class UnauthenticatedError extends AppError {
  override readonly name = 'UnauthenticatedError'
}

/** A known caller without the scope that is needed. */
export class ForbiddenError extends AppError {
  override readonly name = 'ForbiddenError'
}

/** A caller over its rate limit. */
export class RateLimitedError extends AppError {
  override readonly name = 'RateLimitedError'

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message, { retryable: true })
  }
}

/** The token issuer's keys cannot be fetched; the same request may succeed later. */
export class IssuerAwayError extends AppError {
  override readonly name = 'IssuerAwayError'

  constructor(cause: Error) {
    super('the keys of the token issuer cannot be fetched; try again', { cause, retryable: true })
  }
}
