import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Catalogue } from '../store/catalogue.js'
import type { Changes } from '../store/changes.js'
import type { KeptAnswer, ResponseCache } from './response-cache.js'

export interface ResponseCacheOptions {
  readonly cache: ResponseCache
  readonly changes: Changes
  readonly catalogue: () => Promise<Catalogue> | undefined
  /** What two callers must share to be given the same bytes. */
  readonly authScopeOf?: (request: FastifyRequest) => string
  /** Told of each look-up, once its answer is known. */
  readonly onLookup?: (request: FastifyRequest, reply: FastifyReply, hit: boolean) => void
}

/** A question that may be answered from memory, at the generation in which it was asked. */
interface Question {
  readonly key: string
  readonly generation: number
  readonly encoding: 'gzip' | undefined
}

const questions = new WeakMap<FastifyRequest, Question>()

/** Private, as answers depend on the caller; asked again each time, as a publication may come. */
const CACHE_CONTROL = 'private, no-cache'
const VARY = 'accept, accept-encoding, authorization'
const DAY_MS = 86_400_000
/** Below it gzip costs more than it saves. */
const COMPRESSED_FROM = 1400

/**
 * Answers of queries kept as bytes, in front of GraphQL. The generation of the data is known before
 * the look-up, so an answer from before a publication is never found after it. A caller's
 * `Cache-Control: no-cache` asks anew, and `no-store` leaves no trace either.
 */
export function addResponseCache(
  scope: FastifyInstance,
  { cache, changes, catalogue, authScopeOf = scopesOf, onLookup = () => {} }: ResponseCacheOptions,
): void {
  scope.addHook('preHandler', (request, reply, done) => {
    const generation = changes.generation()
    const wish = request.headers['cache-control']
    if (generation === null || !isQuestion(request) || wish?.includes('no-store')) {
      done()
      return
    }
    cache.enter(generation)
    const encoding = acceptsGzip(request) ? 'gzip' : undefined
    const key = keyOf(request, [encoding, authScopeOf(request), generation, today()])
    const found = wish?.includes('no-cache') ? undefined : cache.find(key)
    onLookup(request, reply, found !== undefined)
    if (found) {
      answer(request, reply, found)
      return
    }
    questions.set(request, { key, generation, encoding })
    done()
  })

  scope.addHook('onSend', async (request, reply, payload) => {
    const question = questions.get(request)
    if (!question || !isSuccess(reply, payload)) {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      return payload
    }
    questions.delete(request)
    const version = (await catalogue()?.catch(() => undefined))?.dataVersion.version ?? 0
    const kept = await toKept(payload, reply, question, version)
    cache.keep(question.key, kept, question.generation)
    setHeaders(reply, kept)
    if (isKnown(request, kept)) {
      reply.code(304)
      return null
    }
    return kept.body
  })
}

function isQuestion({ method, body }: FastifyRequest): boolean {
  if (method === 'GET') return true
  if (method !== 'POST' || typeof body !== 'object' || body === null) return false
  // A query that comes with its hash is to be remembered by it, so it must reach the server.
  return !('query' in body && 'extensions' in body)
}

/** All that the bytes of an answer depend on. */
function keyOf(request: FastifyRequest, circumstances: readonly unknown[]): string {
  const { method, body, url, headers } = request
  const asked = method === 'GET' ? url : body
  const identity = JSON.stringify([method, asked, headers.accept, circumstances])
  return createHash('sha256').update(identity).digest('base64url')
}

/** Callers with the same rights share answers. */
function scopesOf({ principal }: FastifyRequest): string {
  return principal ? [...principal.scopes].sort().join() : ''
}

/** The age of the data counts days. */
function today(): number {
  return Math.floor(Date.now() / DAY_MS)
}

function acceptsGzip({ headers }: FastifyRequest): boolean {
  const accepted = headers['accept-encoding']
  return accepted?.includes('gzip') === true && !/gzip\s*;\s*q=0(\.0+)?\s*(,|$)/.test(accepted)
}

/** GraphQL writes errors before data. */
function isSuccess(reply: FastifyReply, payload: unknown): payload is string {
  return reply.statusCode === 200 && typeof payload === 'string' && payload.startsWith('{"data":{')
}

const compress = promisify(gzip)

async function toKept(
  payload: string,
  reply: FastifyReply,
  { encoding }: Question,
  version: number,
): Promise<KeptAnswer> {
  const plain = Buffer.from(payload)
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  const compressed = encoding === 'gzip' && plain.length >= COMPRESSED_FROM
  return {
    body: compressed ? await compress(plain, { level: constants.Z_BEST_SPEED }) : plain,
    contentType: String(reply.getHeader('content-type')),
    contentEncoding: compressed ? encoding : undefined,
    etag: `W/"${version}-${digest}"`,
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, kept: KeptAnswer): void {
  setHeaders(reply, kept)
  if (isKnown(request, kept)) reply.code(304).send()
  else reply.send(kept.body)
}

function setHeaders(reply: FastifyReply, { contentType, contentEncoding, etag }: KeptAnswer) {
  reply.removeHeader('content-length')
  reply.header('content-type', contentType)
  reply.header('cache-control', CACHE_CONTROL)
  reply.header('vary', VARY)
  reply.header('etag', etag)
  if (contentEncoding) reply.header('content-encoding', contentEncoding)
}

function isKnown({ headers }: FastifyRequest, { etag }: KeptAnswer): boolean {
  const known = headers['if-none-match']
  return known !== undefined && (known === '*' || known.includes(etag.slice(2)))
}
