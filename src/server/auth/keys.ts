import { toError } from '../../lib/errors.js'
import type { Log } from '../../log.js'
import { apiKeyOf, type StoredApiKey, touchApiKey } from '../../store/api-keys.js'
import type { OpenDatabase } from '../../store/database.js'
import { isReadOnly } from '../../store/outage.js'
import { UnauthenticatedError } from './errors.js'
import type { Check, Principal } from './principal.js'

const TOUCH_AFTER_MS = 60_000

/** Keys are looked up for each request, so that every process refuses a revoked one at once. */
export function createKeyCheck(
  db: OpenDatabase['db'],
  log: Log,
): { readonly check: Check; settle(): Promise<void> } {
  const { touch, settle } = lastUses(db, log)
  return { check: async (secret) => principalOf(await apiKeyOf(db, secret), touch), settle }
}

/** Stores when a key was last used, once a minute at most and beside the request. */
function lastUses(db: OpenDatabase['db'], log: Log) {
  const touched = new Map<number, number>()
  const storing = new Set<Promise<void>>()
  return {
    touch({ id, lastUsedAt }: StoredApiKey): void {
      const now = Date.now()
      const last = touched.get(id) ?? lastUsedAt?.getTime() ?? 0
      if (now - last < TOUCH_AFTER_MS) return
      touched.set(id, now)
      const store = touchApiKey(db, id)
        .catch((thrown: unknown) => {
          const error = toError(thrown)
          // A replica knows of no uses but those that its primary stores.
          if (!isReadOnly(error)) log.warn({ err: error }, 'the last use of a key was not stored')
        })
        .finally(() => storing.delete(store))
      storing.add(store)
    },
    async settle(): Promise<void> {
      await Promise.all(storing)
    },
  }
}

function principalOf(key: StoredApiKey | undefined, touch: (key: StoredApiKey) => void): Principal {
  // One message for all: callers do not learn whether a key ever existed.
  const expiresAt = key?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY
  if (!key || key.revokedAt || expiresAt <= Date.now()) {
    throw new UnauthenticatedError('the key is unknown, revoked or expired')
  }
  touch(key)
  return { id: `key:${key.id}`, scopes: new Set(key.scopes), expiresAt }
}
