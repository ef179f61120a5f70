export { DataNotReadyError, NotFoundError } from '../../src/lib/errors.js'
