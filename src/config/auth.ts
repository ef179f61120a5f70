import { UserError } from '../lib/errors.js'
import { isLoopback } from './loopback.js'
import { type Env, oneOf } from './variables.js'

export type AuthMode = 'off' | 'keys' | 'jwt'

const AUTH_MODES: readonly AuthMode[] = ['off', 'keys', 'jwt']

/** Whose tokens are accepted. */
export interface JwtIssuer {
  readonly jwksUrl: string
  readonly issuer: string
  readonly audience: string
}

export function authMode(env: Env): AuthMode | null {
  return oneOf(env, 'RESIDUA_AUTH', { choices: AUTH_MODES, otherwise: null })
}

export function jwtIssuer(env: Env): JwtIssuer {
  const required = (name: string): string => {
    const value = env[name]
    if (value) return value
    throw new UserError(
      `RESIDUA_AUTH=jwt needs ${name}: set RESIDUA_JWKS_URL, RESIDUA_JWT_ISSUER and RESIDUA_JWT_AUDIENCE`,
    )
  }
  return {
    jwksUrl: jwksUrl(required('RESIDUA_JWKS_URL')),
    issuer: required('RESIDUA_JWT_ISSUER'),
    audience: required('RESIDUA_JWT_AUDIENCE'),
  }
}

/** Keys fetched without TLS from another machine could be replaced on the way. */
function jwksUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const near = url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, ''))
  if (url?.protocol === 'https:' || near) return value
  throw new UserError(
    `RESIDUA_JWKS_URL=${value} is not safe: write an https address, or http on this machine`,
  )
}
