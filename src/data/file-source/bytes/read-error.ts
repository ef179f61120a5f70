import { toError, UserError } from '../../../lib/errors.js'

/** An error of reading a file as a `UserError` with a remedy; unknown errors as they are. */
export function toReadError(path: string, thrown: unknown): Error {
  const error = toError(thrown)
  if (error instanceof UserError) return error
  const code = 'code' in error ? String(error.code) : ''
  const message = messageOf(code, error)
  return message === null ? error : new UserError(`${path} ${message}`, { cause: error })
}

function messageOf(code: string, { message }: Error): string | null {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'was not found; check the name and the working directory'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user; change its permissions'
    case 'Z_BUF_ERROR':
      return 'is a truncated gzip file; copy or download it again'
    default:
      return code.startsWith('Z_') ? `is a damaged gzip file (${message}); download it again` : null
  }
}
