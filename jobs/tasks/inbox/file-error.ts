import { AbortedError, toError, UserError } from '../../../src/lib/errors.js'

const MACHINE_ERRORS = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EMFILE', 'ENFILE', 'EIO']

/**
 * Why a file is rejected: the message of a `UserError` about its content, without the folder of our
 * copies. Any other error, and one that the machine caused (a full disk), is thrown again.
 */
export function rejectionOf(thrown: unknown, folder: string): string {
  if (!(thrown instanceof UserError) || isMachineError(thrown)) throw thrown
  return thrown.message.replaceAll(`${folder}/`, '')
}

/**
 * Why a file is rejected that cannot be read: any error of its reader, which is of this file alone, unless
 * the machine or an end of the process caused it.
 */
export function readingRejectionOf(thrown: unknown, folder: string): string {
  if (thrown instanceof AbortedError || isMachineError(thrown)) throw thrown
  return toError(thrown).message.replaceAll(`${folder}/`, '')
}

/** Whether an error, or its cause, is of the machine: a full disk, no permission, too many open files. */
export function isMachineError(thrown: unknown): boolean {
  const errors = [thrown, thrown instanceof Error ? thrown.cause : undefined]
  return errors.some((error) => {
    if (!(error instanceof Error)) return false
    const code = 'code' in error ? String(error.code) : ''
    return MACHINE_ERRORS.includes(code) || /no space left|disk quota/i.test(error.message)
  })
}
