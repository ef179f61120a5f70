import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { UserError } from '../lib/errors.js'

/** How a connection is encrypted; false: not at all. */
export type Tls = false | ConnectionOptions

type Parameters = URLSearchParams

/**
 * What an address says about TLS, with libpq's meaning of `sslmode`, `sslrootcert`, `sslcert` and
 * `sslkey`: what to try, in this order. `require` encrypts, and checks the certificate only where a CA is
 * known; `verify-ca` checks it, `verify-full` its host name too. Without a mode, TLS is used where the
 * server insists.
 */
export function tlsChoices(address: string): readonly [Tls, ...Tls[]] {
  const { hostname, searchParams } = new URL(address)
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  if (host.startsWith('/')) return [false]
  const mode = modeOf(searchParams)
  switch (mode) {
    case 'disable':
      return [false]
    case 'allow':
      return [false, unverified(searchParams)]
    case 'prefer':
      return [unverified(searchParams), false]
    case 'require':
      return [caOf(searchParams) ? verifiedCa(searchParams) : unverified(searchParams)]
    case 'no-verify':
      return [unverified(searchParams)]
    case 'verify-ca':
      return [verifiedCa(searchParams)]
    case 'verify-full':
      return [verified(searchParams)]
    default:
      throw new UserError(
        `sslmode=${mode} is unknown: write disable, allow, prefer, require, verify-ca or verify-full`,
      )
  }
}

/** The address without what the TLS options and libpq's files have answered. */
export function withoutTls(address: string): string {
  const url = new URL(address)
  for (const name of TLS_PARAMETERS) url.searchParams.delete(name)
  return url.href
}

const TLS_PARAMETERS = [
  ...['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword'],
  ...['channel_binding', 'uselibpqcompat', 'pgbouncer'],
]

/** `ssl=true`, which other drivers write, is their `verify-full`. */
function modeOf(parameters: Parameters): string {
  const mode = parameters.get('sslmode')
  if (mode) return mode
  const ssl = parameters.get('ssl')
  if (ssl === 'no-verify') return ssl
  if (ssl === 'true' || ssl === '1') return 'verify-full'
  return ssl === 'false' || ssl === '0' ? 'disable' : 'allow'
}

function unverified(parameters: Parameters): ConnectionOptions {
  return { ...clientCertificate(parameters), rejectUnauthorized: false }
}

function verified(parameters: Parameters): ConnectionOptions {
  const ca = caOf(parameters)
  return { ...clientCertificate(parameters), ...(ca && { ca }) }
}

function verifiedCa(parameters: Parameters): ConnectionOptions {
  if (caOf(parameters)) return { ...verified(parameters), checkServerIdentity: () => undefined }
  throw new UserError(
    'sslmode=verify-ca needs the CA that signed the certificate of the server: add sslrootcert=<file>',
  )
}

/** The CA file; undefined where none is named or it is `system`: then the CAs that Node knows count. */
function caOf(parameters: Parameters): string | undefined {
  return parameters.get('sslrootcert') === 'system'
    ? undefined
    : fileOf(parameters, 'sslrootcert', 'root.crt')
}

function clientCertificate(parameters: Parameters): ConnectionOptions {
  const cert = fileOf(parameters, 'sslcert', 'postgresql.crt')
  const key = fileOf(parameters, 'sslkey', 'postgresql.key')
  const passphrase = parameters.get('sslpassword') ?? undefined
  return { ...(cert && { cert }), ...(key && { key }), ...(passphrase && { passphrase }) }
}

/** The content of the file that a parameter names, else of libpq's default in the user's home. */
function fileOf(parameters: Parameters, name: string, otherwise: string): string | undefined {
  const named = parameters.get(name)
  const path = named ?? join(homedir(), '.postgresql', otherwise)
  if (!named && !existsSync(path)) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    throw new UserError(
      `${name}=${path} cannot be read (${code}): correct the path or its rights`,
      {
        cause: thrown,
      },
    )
  }
}
