import type { AuthMode } from './auth.js'
import { type Env, positive } from './variables.js'

/** What one request, or one caller, may ask for. */
export interface Limits {
  /** Levels of a query, introspection apart. */
  readonly depth: number
  readonly tokens: number
  readonly aliases: number
  /** Values in one answer, by the real lengths of its lists. */
  readonly cost: number
  readonly bodyBytes: number
  readonly statementTimeoutMs: number
  /** Of one key, token or (with `auth` off) address; null: any number. */
  readonly requestsPerMinute: number | null
  /** WebSockets that one address may hold open, and as many event streams. */
  readonly streamsPerAddress: number
  /** Unknown keys or tokens of one address that are looked up a minute. */
  readonly failedKeysPerMinute: number
  /** Files that all callers together may read at once. */
  readonly exports: number
  /** Files that one key, token or address may read at once. */
  readonly exportsPerCaller: number
  /** A client that takes no bytes of its file for this long is disconnected. */
  readonly exportStallMs: number
}

export const DEFAULT_LIMITS: Limits = {
  depth: 12,
  tokens: 2000,
  aliases: 15,
  cost: 50_000,
  bodyBytes: 1_048_576,
  statementTimeoutMs: 60_000,
  requestsPerMinute: null,
  streamsPerAddress: 100,
  failedKeysPerMinute: 100,
  exports: 8,
  exportsPerCaller: 4,
  exportStallMs: 30_000,
}

/** Where callers are known, one of them may not take the time of all others. */
const KNOWN_CALLER_REQUESTS_PER_MINUTE = 1200

export function limits(env: Env, auth: AuthMode | null): Limits {
  const limit = (name: string, otherwise: number) => positive(env, name, otherwise)
  const known = auth === 'keys' || auth === 'jwt'
  const perMinute = limit('RESIDUA_RATE_LIMIT', known ? KNOWN_CALLER_REQUESTS_PER_MINUTE : Infinity)
  return {
    depth: limit('RESIDUA_MAX_DEPTH', DEFAULT_LIMITS.depth),
    tokens: limit('RESIDUA_MAX_TOKENS', DEFAULT_LIMITS.tokens),
    aliases: limit('RESIDUA_MAX_ALIASES', DEFAULT_LIMITS.aliases),
    cost: limit('RESIDUA_MAX_COST', DEFAULT_LIMITS.cost),
    bodyBytes: limit('RESIDUA_MAX_BODY_BYTES', DEFAULT_LIMITS.bodyBytes),
    statementTimeoutMs: limit('RESIDUA_STATEMENT_TIMEOUT_MS', DEFAULT_LIMITS.statementTimeoutMs),
    requestsPerMinute: perMinute === Infinity ? null : perMinute,
    streamsPerAddress: limit('RESIDUA_MAX_STREAMS', DEFAULT_LIMITS.streamsPerAddress),
    failedKeysPerMinute: limit('RESIDUA_MAX_FAILED_KEYS', DEFAULT_LIMITS.failedKeysPerMinute),
    exports: limit('RESIDUA_MAX_EXPORTS', DEFAULT_LIMITS.exports),
    exportsPerCaller: limit('RESIDUA_MAX_EXPORTS_PER_CALLER', DEFAULT_LIMITS.exportsPerCaller),
    exportStallMs: limit('RESIDUA_EXPORT_STALL_MS', DEFAULT_LIMITS.exportStallMs),
  }
}
