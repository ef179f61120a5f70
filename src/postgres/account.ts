import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { UnavailableError } from '../lib/errors.js'

/** An operating system account. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/**
 * The account that runs the database: undefined for our own. Postgres refuses to run as root, so root
 * uses another account that exists; none is ever created.
 */
export function databaseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = entries.find(([entry]) => entry === name) ?? []
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new UnavailableError(
    'Postgres does not run as root, and this system has neither a "postgres" nor a "nobody" ' +
      'account to run it: start as an ordinary user, or set DATABASE_URL',
    { retryable: false },
  )
}

/** Whether the account (undefined: our own) can enter every folder above `path` and read it. */
export function canReach(path: string, account: Account | undefined): boolean {
  if (!account) return true
  const target = realpathSync(path)
  if (!permits(statSync(target), account, statSync(target).isDirectory() ? 5 : 4)) return false
  for (let at = dirname(target); ; at = dirname(at)) {
    if (!permits(statSync(at), account, 1)) return false
    if (at === dirname(at)) return true
  }
}

function permits({ mode, uid, gid }: Stats, account: Account, bits: number): boolean {
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0
  return ((mode >> shift) & bits) === bits
}
