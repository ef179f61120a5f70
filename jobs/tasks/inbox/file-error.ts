import { UserError } from '../../../src/lib/errors.js'

const MACHINE_ERRORS = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EMFILE', 'ENFILE', 'EIO']

/**
 * Why a file is rejected: the message of a `UserError` about its content, without the folder of our
 * copies. Any other error, and one that the machine caused (a full disk), is thrown again.
 */
export function rejectionOf(thrown: unknown, folder: string): string {
  if (!(thrown instanceof UserError) || isMachineError(thrown)) throw thrown
  return thrown.message.replaceAll(`${folder}/`, '')
}

function isMachineError({ cause }: UserError): boolean {
  if (!(cause instanceof Error)) return false
  const code = 'code' in cause ? String(cause.code) : ''
  return MACHINE_ERRORS.includes(code) || /no space left|disk quota/i.test(cause.message)
}
