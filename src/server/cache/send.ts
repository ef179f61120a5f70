import type { OutgoingHttpHeader } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { NO_SNIFFING } from '../http/security.js'
import { varyWith } from '../http/vary.js'
import type { CachedAnswer } from './response-cache.js'

const VARY = 'accept, accept-encoding, authorization'

/**
 * Sends an answer from the cache, past the framework's own way out: nothing on it would change a
 * byte, and it takes as long as all the rest.
 */
export function sendCached(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, headers }: CachedAnswer,
): void {
  const already = reply.getHeaders()
  const lines: OutgoingHttpHeader[] = ['x-content-type-options', NO_SNIFFING]
  for (const name in already) if (name !== 'vary') lines.push(name, already[name] as string)
  for (const [name, value] of Object.entries(headers)) lines.push(name, value)
  lines.push('vary', varyWith(already.vary, VARY))
  const { raw } = reply.hijack()
  if (clientHas(request, headers.etag)) {
    raw.writeHead(304, lines).end()
    return
  }
  lines.push('content-length', body.length)
  raw.writeHead(200, lines)
  raw.end(body)
}

/** Sets the headers of an answer that has just been computed; what is sent is the body it gives. */
export function replyWith(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, headers }: CachedAnswer,
): Buffer | null {
  reply.removeHeader('content-length')
  reply.headers({ ...headers, vary: varyWith(reply.getHeader('vary'), VARY) })
  if (!clientHas(request, headers.etag)) return body
  reply.code(304)
  return null
}

function clientHas({ headers }: FastifyRequest, etag: string): boolean {
  const known = headers['if-none-match']
  return known !== undefined && (known === '*' || known.includes(etag.slice(2)))
}
