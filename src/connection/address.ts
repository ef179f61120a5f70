import { UserError } from '../lib/errors.js'

/** An address, checked. */
export function addressOf(address: string): string {
  if (URL.canParse(address) && /^postgres(ql)?:$/.test(new URL(address).protocol)) return address
  throw new UserError(
    'DATABASE_URL is no Postgres URL: write postgres://user:password@host:5432/database ' +
      '(special characters of the password percent-encoded), or unset it to use our own',
  )
}

/** `host:port` of an address; never more, as it may hold a password. */
export function placeOf(address: string): string {
  const { hostname, port, searchParams } = new URL(address)
  const host = searchParams.get('host') ?? (hostname || 'localhost')
  return `${host}:${(port || searchParams.get('port')) ?? '5432'}`
}

/** The address for another user; as parameters where it has no host, as on a socket. */
export function withUser(address: string, user: string, password: string): string {
  const url = new URL(address)
  for (const name of ['user', 'password']) url.searchParams.delete(name)
  if (url.hostname) {
    url.username = user
    url.password = password
    return url.href
  }
  url.searchParams.set('user', user)
  if (password) url.searchParams.set('password', password)
  return url.href
}

/** The address with user, password and database of another one where it has none of its own. */
export function withCredentials(address: string, other: string): string {
  const [url, from] = [new URL(address), new URL(other)]
  if (url.pathname.length <= 1) url.pathname = from.pathname
  if (url.username || url.searchParams.has('user')) return url.href
  const user = from.searchParams.get('user') ?? decodeURIComponent(from.username)
  const password = from.searchParams.get('password') ?? decodeURIComponent(from.password)
  return user ? withUser(url.href, user, password) : url.href
}
