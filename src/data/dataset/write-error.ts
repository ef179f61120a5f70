import { toError, UserError } from '../../lib/errors.js'

/** A full disk or a read-only folder as a `UserError`; other errors as they are. */
export function toWriteError(thrown: unknown, folder: string): Error {
  const error = toError(thrown)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT' || /no space left|disk quota/i.test(error.message)) {
    return new UserError(
      `the disk that holds ${folder} is full; free space or set RESIDUA_HOME to another disk, ` +
        'then ingest again (nothing was registered)',
      { cause: error },
    )
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new UserError(
      `${folder} may not be written by this user; change its permissions or set RESIDUA_HOME`,
      { cause: error },
    )
  }
  return error
}
