import { AppError, toError, UnavailableError } from '../lib/errors.js'

const UNTRUSTED = 'no known CA signed its certificate: add sslrootcert=<file> to DATABASE_URL'

const REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: start it, or correct DATABASE_URL',
  ENOTFOUND: 'the host name is unknown: correct DATABASE_URL',
  EAI_AGAIN: 'the host name cannot be looked up: check the network and DATABASE_URL',
  '28P01': 'user or password is wrong: correct DATABASE_URL',
  '28000': 'it does not admit this user: correct DATABASE_URL or its pg_hba.conf',
  '3D000': 'it has no such database: create it, or correct DATABASE_URL',
  '53300': 'it has no connection left: raise max_connections or lower the pool size',
  '08P01': 'where a pooler is in between: set DATABASE_DIRECT_URL to the server without it',
  '57P03': 'it is starting up or shutting down: try again',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: 'its certificate has expired: renew it',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another host name: use that name, or sslmode=verify-ca',
}

/** What to tell where a database cannot be used; errors with a message of ours stay. */
export function unavailable(thrown: unknown, place: string): Error {
  if (thrown instanceof AppError) return thrown
  const cause = toError(thrown) as Error & { code?: string }
  const remedy = REMEDIES[cause.code ?? ''] ?? 'check that it runs and that DATABASE_URL is right'
  return new UnavailableError(
    `cannot use the database at ${place}: ${cause.message || cause.code} (${remedy})`,
    { cause },
  )
}
