import type { Scope } from '../../store/api-keys.js'

/** The caller. */
export interface Principal {
  /** Of the key, or of the token's subject; null where callers are not checked. */
  readonly id: string | null
  readonly scopes: ReadonlySet<Scope>
  /** When the key or token expires, in ms; Infinity where it does not. A stream ends with it. */
  readonly expiresAt: number
}

/** The caller that a key or token belongs to; throws `UnauthenticatedError` where there is none. */
export type Check = (secret: string) => Promise<Principal>
