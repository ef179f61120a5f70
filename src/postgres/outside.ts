import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { UnavailableError } from '../lib/errors.js'

/**
 * Where root keeps what the database's account must reach when it cannot reach our home. `/var/lib`
 * before `/var/tmp`, which systems clean by age.
 */
export function outsideFolder(): string {
  for (const parent of ['/var/lib', '/var/tmp']) {
    const folder = `${parent}/residua`
    try {
      mkdirSync(folder, { recursive: true })
      ownFolder(folder)
      chmodSync(folder, 0o755)
      return folder
    } catch (thrown) {
      if (parent === '/var/tmp') throw thrown
    }
  }
  throw new UnavailableError('no folder outside the home can be made')
}

/** A folder that others could have prepared for us must be ours, and writable by us alone. */
export function ownFolder(folder: string): void {
  const { uid, mode } = statSync(folder)
  if (uid === process.getuid?.() && (mode & 0o022) === 0) return
  throw new UnavailableError(
    `${folder} belongs to another account or may be written by others: remove it, or set DATABASE_URL`,
    { retryable: false },
  )
}
