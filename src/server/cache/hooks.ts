import { createHash } from 'node:crypto'
import type { OutgoingHttpHeader } from 'node:http'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Changes } from '../../store/read/changes.js'
import type { Catalogue } from '../../store/read/snapshot.js'
import { acceptsGzip } from '../http/accept.js'
import { NO_SNIFFING } from '../http/security.js'
import { varyWith } from '../http/vary.js'
import type { KeptAnswer, ResponseCache } from './response-cache.js'

export interface ResponseCacheOptions {
  readonly cache: ResponseCache
  readonly changes: Changes
  readonly catalogue: () => Promise<Catalogue> | undefined
  /** Told of each look-up, and of what was found. */
  readonly onLookup?: (hit: Hit | null) => void
}

/** An operation answered from memory. */
export interface Hit {
  readonly operation: string | null
  /** Since the request came. */
  readonly ms: number
}

/** A question that may be answered from memory, at the generation in which it was asked. */
interface Question {
  readonly key: string
  readonly generation: number
  readonly encoding: 'gzip' | undefined
  readonly found: KeptAnswer | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Where its answer is or will be kept; null where it is computed and forgotten. */
    question: Question | null
  }
}

/** Private, as answers depend on the caller; asked again each time, as a publication may come. */
const CACHE_CONTROL = 'private, no-cache'
const VARY = 'accept, accept-encoding, authorization'
const DAY_MS = 86_400_000
/** Below it gzip costs more than it saves. */
const COMPRESSED_FROM = 1400

/**
 * Answers of queries kept as bytes, in front of GraphQL: a body that was answered before is not even
 * parsed. The generation of the data is known before the look-up, so an answer from before a
 * publication is never found after it. A caller's `Cache-Control: no-cache` asks anew, and
 * `no-store` leaves no trace either.
 */
export function addResponseCache(
  scope: FastifyInstance,
  { cache, changes, catalogue, onLookup = () => {} }: ResponseCacheOptions,
): void {
  const questionOf = (request: FastifyRequest, text: string): Question | null => {
    const generation = changes.generation()
    const wish = request.headers['cache-control']
    if (generation === null || wish?.includes('no-store')) return null
    cache.enter(generation)
    const encoding = acceptsGzip(request.headers['accept-encoding']) ? 'gzip' : undefined
    const key = keyOf(request, text, [encoding, scopesOf(request)])
    const found = wish?.includes('no-cache') ? undefined : cache.find(key)
    return { key, generation, encoding, found }
  }

  scope.decorateRequest('question', null)
  const parse = scope.getDefaultJsonParser('error', 'error')
  scope.removeContentTypeParser('application/json')
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (request, body: string, done) => {
      request.question = questionOf(request, body)
      if (request.question?.found) done(null)
      else parse(request, body, done)
    },
  )

  scope.addHook('preValidation', (request, reply, done) => {
    if (request.method === 'GET') request.question = questionOf(request, request.url)
    else if (!isQuestion(request)) request.question = null
    const { question } = request
    if (!question) {
      done()
      return
    }
    const { found } = question
    onLookup(found ? { operation: found.operation, ms: reply.elapsedTime } : null)
    if (found) answer(request, reply, found)
    else done()
  })

  scope.addHook('onSend', (request, reply, payload, done) => {
    const { question } = request
    if (!question || !isSuccess(reply, payload)) {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      done(null, payload)
      return
    }
    request.question = null
    keep(question, request, reply, payload).then((body) => done(null, body), done)
  })

  const keep = async (
    question: Question,
    request: FastifyRequest,
    reply: FastifyReply,
    payload: string,
  ) => {
    const version = (await catalogue()?.catch(() => undefined))?.dataVersion.version ?? 0
    const contentType = String(reply.getHeader('content-type'))
    const kept = await toKept(payload, { question, request, contentType, version })
    cache.keep(question.key, kept, question.generation)
    reply.removeHeader('content-length')
    reply.headers({ ...kept.headers, vary: varyWith(reply.getHeader('vary'), VARY) })
    if (!isKnown(request, kept)) return kept.body
    reply.code(304)
    return null
  }
}

/** A body that was found is a question again; of others, a query to be remembered is none. */
function isQuestion({ method, body, question }: FastifyRequest): boolean {
  if (question?.found) return true
  if (method !== 'POST' || typeof body !== 'object' || body === null) return false
  // A query that comes with its hash is to be remembered by it, so it must reach the server.
  return !('query' in body && 'extensions' in body)
}

/** All that the bytes of an answer depend on; no header holds a line break. */
function keyOf(
  { method, headers }: FastifyRequest,
  text: string,
  circumstances: readonly unknown[],
): string {
  return `${method}\n${circumstances}\n${today()}\n${headers.accept ?? ''}\n${text}`
}

/** Callers with the same rights share answers. */
function scopesOf({ principal }: FastifyRequest): string {
  return principal ? [...principal.scopes].sort().join() : ''
}

/** The age of the data counts days. */
function today(): number {
  return Math.floor(Date.now() / DAY_MS)
}

/** GraphQL writes errors before data. */
function isSuccess(reply: FastifyReply, payload: unknown): payload is string {
  return reply.statusCode === 200 && typeof payload === 'string' && payload.startsWith('{"data":{')
}

const compress = promisify(gzip)

interface Circumstances {
  readonly question: Question
  readonly request: FastifyRequest
  readonly contentType: string
  readonly version: number
}

async function toKept(
  payload: string,
  { question: { encoding }, request, contentType, version }: Circumstances,
): Promise<KeptAnswer> {
  const plain = Buffer.from(payload)
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  const compressed = encoding === 'gzip' && plain.length >= COMPRESSED_FROM
  const body = compressed ? await compress(plain, { level: constants.Z_BEST_SPEED }) : plain
  return {
    body,
    headers: {
      'content-type': contentType,
      'cache-control': CACHE_CONTROL,
      etag: `W/"${version}-${digest}"`,
      ...(compressed && { 'content-encoding': 'gzip' }),
    },
    operation: request.operation,
  }
}

/**
 * Answers from memory, past the framework's own way out: nothing on it would change a byte, and it
 * takes as long as all the rest.
 */
function answer(request: FastifyRequest, reply: FastifyReply, kept: KeptAnswer): void {
  const { body, headers } = kept
  const already = reply.getHeaders()
  const lines: OutgoingHttpHeader[] = ['x-content-type-options', NO_SNIFFING]
  for (const name in already) if (name !== 'vary') lines.push(name, already[name] as string)
  for (const name in headers) lines.push(name, headers[name])
  lines.push('vary', varyWith(already.vary, VARY))
  const { raw } = reply.hijack()
  if (isKnown(request, kept)) {
    raw.writeHead(304, lines).end()
    return
  }
  lines.push('content-length', body.length)
  raw.writeHead(200, lines)
  raw.end(body)
}

function isKnown({ headers }: FastifyRequest, { headers: { etag } }: KeptAnswer): boolean {
  const known = headers['if-none-match']
  return known !== undefined && (known === '*' || known.includes(etag.slice(2)))
}
