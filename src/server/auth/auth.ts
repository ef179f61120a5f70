import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '../../config.js'
import type { AppContext } from '../../context.js'
import type { Scope } from '../../store/api-keys.js'
import { ForbiddenError, UnauthenticatedError } from './errors.js'
import { limitFailures } from './failed-keys.js'
import { createKeyCheck } from './keys.js'
import type { Principal } from './principal.js'
import { createTokenCheck } from './tokens.js'

export type { Principal } from './principal.js'

export interface Authenticator {
  readonly mode: 'off' | 'keys' | 'jwt'
  /** The caller; throws where its key or token is not accepted, or its address sent too many of them. */
  authenticate(credentials: Credentials): Promise<Principal>
  /** Waits for the uses of keys that are still being stored. */
  settle(): Promise<void>
}

/** What a caller sent to show who it is. */
export interface Credentials {
  /**
   * With `Authorization: Bearer`: the headers of a request, or the parameters that a GraphQL client
   * sends when it connects by WebSocket.
   */
  readonly sent: IncomingHttpHeaders | ConnectionParams
  /** Of the machine that asks. */
  readonly address: string
}

/** `{ authorization: 'Bearer …' }`; any case. */
type ConnectionParams = Readonly<Record<string, unknown>>

const ANYBODY: Principal = {
  id: null,
  scopes: new Set<Scope>(['read', 'export', 'admin']),
  expiresAt: Number.POSITIVE_INFINITY,
}

const NOTHING = async () => {}

export function createAuthenticator(
  { auth, jwt, limits }: Pick<Config, 'auth' | 'jwt' | 'limits'>,
  { db, log }: Pick<AppContext, 'db' | 'log'>,
): Authenticator {
  const mode = auth ?? 'off'
  if (mode === 'off') return { mode, authenticate: async () => ANYBODY, settle: NOTHING }
  const { check, settle } =
    mode === 'jwt' && jwt
      ? { check: createTokenCheck(jwt), settle: NOTHING }
      : createKeyCheck(db, log)
  const limited = limitFailures(check, limits.failedKeysPerMinute)
  return {
    mode,
    authenticate: async ({ sent, address }) => limited(bearerOf(sent), address),
    settle,
  }
}

/** Throws unless the caller has the scope. `admin` includes all. */
export function assertScope({ scopes }: Principal, scope: Scope): void {
  if (scopes.has(scope) || scopes.has('admin')) return
  const have = [...scopes].join(', ') || 'none'
  throw new ForbiddenError(`this needs the scope ${scope}, and your key or token has: ${have}`)
}

function bearerOf(from: Credentials['sent']): string {
  const value = from.authorization ?? (from as ConnectionParams).Authorization
  if (value === undefined) {
    throw new UnauthenticatedError('send `Authorization: Bearer <key or token>`')
  }
  const secret = typeof value === 'string' ? /^bearer +(\S+)$/i.exec(value)?.[1] : undefined
  if (secret !== undefined) return secret
  throw new UnauthenticatedError('Authorization is not of the form `Bearer <key or token>`')
}
