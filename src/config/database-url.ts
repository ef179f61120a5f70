import { type ServiceSettings, serviceSettings } from './service-file.js'
import type { Env } from './variables.js'

/** libpq's variables of TLS; those of host, user and password are read where a connection is made. */
const TLS_VARIABLES: Readonly<Record<string, string>> = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
}

/**
 * The address with what libpq would add: the settings of its service (`?service=` or PGSERVICE), then
 * the variables of TLS. What the address says itself is kept.
 */
export function withLibpqSettings(address: string, env: Env): string {
  const url = new URL(address)
  const service = url.searchParams.get('service') ?? env.PGSERVICE
  if (service) {
    addService(url, serviceSettings(service, env))
    url.searchParams.delete('service')
  }
  for (const [name, variable] of Object.entries(TLS_VARIABLES)) addMissing(url, name, env[variable])
  return url.search === new URL(address).search ? address : url.href
}

/** Host, port, user, password and database in their places, other settings as parameters. */
function addService(url: URL, { dbname, hostaddr, ...settings }: ServiceSettings): void {
  const { host: name, port, user, password, ...others } = settings
  if (dbname && url.pathname.length <= 1) url.pathname = `/${encodeURIComponent(dbname)}`
  const host = hostaddr ?? name
  if (!url.hostname && host && !host.startsWith('/')) url.hostname = host
  if (!url.port && port) url.port = port
  if (!url.username && user) url.username = user
  if (!url.password && password) url.password = password
  // Without a host, as on a socket, a URL has no places for these.
  const parameters = url.hostname ? others : { ...others, host, port, user, password }
  for (const [key, value] of Object.entries(parameters)) addMissing(url, key, value)
}

function addMissing(url: URL, name: string, value: string | undefined): void {
  if (value && !url.searchParams.has(name)) url.searchParams.set(name, value)
}
