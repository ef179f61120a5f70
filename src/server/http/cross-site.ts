import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ForbiddenError } from '../auth/errors.js'
import { isSameHost } from './origin.js'

/** Routes that answer with data; pages and health may be linked and embedded from anywhere. */
const DATA = /^\/(graphql|export|metrics)(\/|$)/
const BULK = /^\/export\//
/** What a page may send to another site without asking that site first (a preflight). */
const SIMPLE_TYPES = /^(text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\b/i
/** Those that Apollo's clients and servers use for this. */
const ASKING_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name'] as const

/**
 * Refuses requests that a page of another site makes a browser send without asking first (cross-site
 * request forgery): nothing would be changed or shown, but work would be done, and its time can be
 * measured. A browser names itself by `Sec-Fetch-Site` or `Origin`; other clients send neither. A file
 * of /export may be opened by a link.
 */
export function addCrossSiteCheck(app: FastifyInstance, corsOrigins: readonly string[]): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const isForged = isFromElsewhere(request.headers, corsOrigins) && isRefused(request)
    done(isForged ? new ForbiddenError(MESSAGE) : undefined)
  })
}

const MESSAGE =
  'a page of another site may not send this: RESIDUA_CORS_ORIGINS lists origins that may, and a header ' +
  '`apollo-require-preflight: true` makes the browser ask'

function isFromElsewhere(
  { origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders,
  corsOrigins: readonly string[],
): boolean {
  if (origin !== undefined) {
    if (corsOrigins.includes('*') || corsOrigins.includes(origin)) return false
    if (!isSameHost(origin, host)) return true
  }
  return site === 'cross-site' || site === 'same-site'
}

function isRefused({ method, headers, routeOptions }: FastifyRequest): boolean {
  const route = routeOptions.url ?? ''
  if (method === 'OPTIONS' || !DATA.test(route)) return false
  const isLink =
    headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  if (isLink && BULK.test(route)) return false
  return !isAskedFirst(headers)
}

/** Whether the browser has asked this server before it sent the request. */
function isAskedFirst(headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type']?.trim() ?? ''
  if (type !== '' && !SIMPLE_TYPES.test(type)) return true
  return ASKING_HEADERS.some((name) => (headers[name] ?? '') !== '')
}
