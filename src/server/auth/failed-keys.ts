import { LRUCache } from 'lru-cache'
import { toError } from '../../lib/errors.js'
import { sha256 } from '../../lib/hash.js'
import { UnauthenticatedError } from './errors.js'
import type { Check, Principal } from './principal.js'
import { createRateLimit } from './rate-limit.js'

const MOST_ACCEPTED = 10_000

/** The caller of a key or token that came from an address. */
export type LimitedCheck = (secret: string, address: string) => Promise<Principal>

/**
 * Refuses keys and tokens of an address that sent too many wrong ones, before they are looked up. Those
 * that were accepted the last time are looked up all the same, so that nobody who shares an address is
 * locked out by another; requests that come while the same one is looked up share the lookup.
 */
export function limitFailures(check: Check, perMinute: number): LimitedCheck {
  const failures = createRateLimit(perMinute, { what: 'unknown keys of one address' })
  const accepted = new LRUCache<string, true>({ max: MOST_ACCEPTED })
  const pending = new Map<string, Promise<Principal>>()

  const checked = async (secret: string, digest: string, address: string): Promise<Principal> => {
    const isNew = !accepted.has(digest)
    // Counted before the lookup: requests sent at once are as many attempts.
    if (isNew) failures.assert(address)
    try {
      const principal = await check(secret)
      accepted.set(digest, true)
      if (isNew) failures.giveBack(address)
      return principal
    } catch (thrown) {
      const isWrong = toError(thrown) instanceof UnauthenticatedError
      if (isWrong) accepted.delete(digest)
      else if (isNew) failures.giveBack(address)
      throw thrown
    }
  }

  return (secret, address) => {
    const digest = sha256(secret)
    const underWay = pending.get(digest)
    if (underWay) return underWay
    const checking = checked(secret, digest, address).finally(() => pending.delete(digest))
    pending.set(digest, checking)
    return checking
  }
}
