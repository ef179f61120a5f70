import { isIP } from 'node:net'
import { UserError } from '../lib/errors.js'
import type { AuthMode } from './auth.js'
import { isLoopback } from './loopback.js'
import type { Env } from './variables.js'

/** 4000 by default; 0 for any free port. */
export function port({ PORT: value }: Env): number {
  if (!value) return 4000
  const number = Number(value)
  if (/^\d+$/.test(value) && number <= 65_535) return number
  throw new UserError(`PORT=${value} is not a port: write a number from 1 to 65535, or 0 for any`)
}

/** `https://a.example, https://b.example:8443`, or `*`. */
export function corsOrigins({ RESIDUA_CORS_ORIGINS: value }: Env): string[] {
  const listed = (value ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '')
  for (const origin of listed) {
    if (origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)) continue
    throw new UserError(
      `RESIDUA_CORS_ORIGINS: ${origin} is not an origin: write https://dashboards.example, without a path, or *`,
    )
  }
  return listed
}

/** `RESIDUA_HOSTS`: names without a port, separated by commas. */
export function hosts({ RESIDUA_HOSTS: value }: Env): string[] {
  const listed = (value ?? '')
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '')
  const wrong = listed.find((host) => !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host))
  if (wrong === undefined) return listed
  throw new UserError(
    `RESIDUA_HOSTS: ${wrong} is not a host name: write residua.example, without a scheme or port`,
  )
}

/** `RESIDUA_TRUSTED_PROXIES`: addresses or networks, separated by commas. */
export function trustedProxies({ RESIDUA_TRUSTED_PROXIES: value }: Env): string[] {
  const listed = (value ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '')
  const wrong = listed.find((address) => !isNetwork(address))
  if (wrong === undefined) return listed
  throw new UserError(
    `RESIDUA_TRUSTED_PROXIES: ${wrong} is not an address: write 10.0.0.5, or a network as 10.0.0.0/8`,
  )
}

/** `10.0.0.5`, `10.0.0.0/8`, `fd00::/8`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128)
}

/** Throws if other machines could reach the API and RESIDUA_AUTH is not set. */
export function assertMayListen({
  host,
  auth,
}: {
  readonly host: string
  readonly auth: AuthMode | null
}): void {
  if (auth !== null || isLoopback(host)) return
  throw new UserError(
    `HOST=${host} can be reached from other machines: set RESIDUA_AUTH=keys (\`residua keys create\` ` +
      'makes one) or jwt, listen on 127.0.0.1, or set RESIDUA_AUTH=off if the network in front of it is trusted',
  )
}
