import type { Scope } from '../../store/api-keys.js'

/** Who is asking. */
export interface Principal {
  /** Of the key or the token's subject; `null` where nobody is asked. */
  readonly id: string | null
  readonly scopes: ReadonlySet<Scope>
  /** When what was shown ends, in ms; Infinity where it does not. A stream ends with it. */
  readonly expiresAt: number
}

/** Finds whose key or token a secret is; throws `UnauthenticatedError` where it is nobody's. */
export type Check = (secret: string) => Promise<Principal>
