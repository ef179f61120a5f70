import { UnavailableError } from '../lib/errors.js'

/** A server of ours that cannot be connected to now, with the SQLSTATE for that. */
export class ServerAwayError extends UnavailableError {
  readonly code = '57P03'
}
