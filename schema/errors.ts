import { AppError } from '../src/lib/errors.js'

/** Something named in the query does not exist. */
export class NotFoundError extends AppError {
  override readonly name = 'NotFoundError'
}

/** What was asked for will exist, but has not been computed or published yet. */
export class DataNotReadyError extends AppError {
  override readonly name = 'DataNotReadyError'
}
