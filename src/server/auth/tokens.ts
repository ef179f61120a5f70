import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import type { JwtIssuer } from '../../config.js'
import { toError } from '../../lib/errors.js'
import { SCOPES } from '../../store/api-keys.js'
import { IssuerAwayError, UnauthenticatedError } from './errors.js'
import type { Check } from './principal.js'

/** Asymmetric signatures, which only the issuer can make. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
const CLOCK_TOLERANCE_S = 5
/** A key that the issuer has withdrawn is accepted no longer than this. */
const KEYS_MAX_AGE_MS = 300_000
/** A new key is fetched when a token names it, but not more often than this. */
const KEYS_COOLDOWN_MS = 1000
const KEYS_TIMEOUT_MS = 5000

/** JSON Web Tokens of one issuer, for one audience; its keys are fetched, and again as they rotate. */
export function createTokenCheck({ jwksUrl, issuer, audience }: JwtIssuer): Check {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: KEYS_MAX_AGE_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
    timeoutDuration: KEYS_TIMEOUT_MS,
  })
  const options = {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['exp'],
  }
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, options)
      return {
        id: `sub:${payload.sub ?? ''}`,
        scopes: new Set(scopesOf(payload)),
        expiresAt: (payload.exp ?? 0) * 1000,
      }
    } catch (thrown) {
      throw refusal(toError(thrown))
    }
  }
}

/** Ours among the scopes of a token: `scope` (a text or a list), `scp` or `scopes`. */
function scopesOf({ scope, scp, scopes }: JWTPayload) {
  const words = [scope, scp, scopes].flatMap((claim) =>
    typeof claim === 'string' ? claim.split(/[ ,]+/) : Array.isArray(claim) ? claim : [],
  )
  return SCOPES.filter((known) => words.includes(known))
}

function refusal(error: Error): Error {
  if (error instanceof errors.JWTExpired) return new UnauthenticatedError('the token has expired')
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new UnauthenticatedError(`the token is not for us: its claim ${error.claim} is wrong`)
  }
  const aboutToken =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  if (aboutToken) return new UnauthenticatedError('the token is not valid')
  return new IssuerAwayError(error)
}
