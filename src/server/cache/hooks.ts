import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { takeTurn } from '../../lib/turns.js'
import type { Changes } from '../../store/read/changes.js'
import type { Snapshot } from '../../store/read/snapshot.js'
import { toCachedAnswer } from './cached-answer.js'
import { isCacheable, type Lookup, lookUp } from './lookup.js'
import type { ResponseCache } from './response-cache.js'
import { replyWith, sendCached } from './send.js'

export interface ResponseCacheOptions {
  readonly cache: ResponseCache
  readonly changes: Changes
  readonly snapshot: () => Promise<Snapshot> | undefined
  /** Called for each lookup, with what was found. */
  readonly onLookup?: (hit: Hit | null) => void
}

/** An operation answered from the cache. */
export interface Hit {
  readonly operation: string | null
  /** Since the request came. */
  readonly ms: number
}

/**
 * Caches answers of queries as bytes, in front of GraphQL: a body that was answered before is not
 * even parsed. The generation of the data is known before the lookup, so an answer from before a
 * publication is never found after it. A caller's `Cache-Control: no-cache` has the answer computed
 * again, and one to `no-store` is not cached either.
 */
export function addResponseCache(scope: FastifyInstance, options: ResponseCacheOptions): void {
  const lookUpText = (request: FastifyRequest, text: string) =>
    lookUp(options.cache, options.changes.generation(), request, text)
  scope.decorateRequest('cacheLookup', null)
  lookUpBeforeParsing(scope, lookUpText)
  answerFromCache(scope, lookUpText, options.onLookup)
  cacheAnswers(scope, options)
}

/** Characters of a body that takes some time to parse. */
const LARGE_BODY = 65_536

type LookUpText = (request: FastifyRequest, text: string) => Lookup | null

/** A body whose answer is cached stays text. */
function lookUpBeforeParsing(scope: FastifyInstance, lookUpText: LookUpText): void {
  const parse = scope.getDefaultJsonParser('error', 'error')
  scope.removeContentTypeParser('application/json')
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (request, body: string, done) => {
      request.cacheLookup = lookUpText(request, body)
      if (request.cacheLookup?.found) done(null)
      else if (body.length < LARGE_BODY) parse(request, body, done)
      else void takeTurn().then(() => parse(request, body, done))
    },
  )
}

function answerFromCache(
  scope: FastifyInstance,
  lookUpText: LookUpText,
  onLookup: ResponseCacheOptions['onLookup'],
): void {
  scope.addHook('preValidation', (request, reply, done) => {
    if (request.method === 'GET') request.cacheLookup = lookUpText(request, request.url)
    else if (!isCacheable(request)) request.cacheLookup = null
    if (!request.cacheLookup) {
      done()
      return
    }
    const { found } = request.cacheLookup
    onLookup?.(found ? { operation: found.operation, ms: reply.elapsedTime } : null)
    if (found) sendCached(request, reply, found)
    else done()
  })
}

function cacheAnswers(
  scope: FastifyInstance,
  { cache, snapshot }: Pick<ResponseCacheOptions, 'cache' | 'snapshot'>,
): void {
  scope.addHook('onSend', (request, reply, payload, done) => {
    const { cacheLookup: lookup } = request
    if (!lookup || !isSuccess(reply, payload)) {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      done(null, payload)
      return
    }
    request.cacheLookup = null
    keep(lookup, request, reply, payload).then((body) => done(null, body), done)
  })

  const keep = async (
    lookup: Lookup,
    request: FastifyRequest,
    reply: FastifyReply,
    payload: string,
  ) => {
    const version = (await snapshot()?.catch(() => undefined))?.dataVersion.version ?? 0
    const { operation } = request
    const contentType = String(reply.getHeader('content-type'))
    const answer = await toCachedAnswer(payload, { lookup, contentType, version, operation })
    cache.keep(lookup.key, answer, lookup.generation)
    return replyWith(request, reply, answer)
  }
}

/** GraphQL writes errors before data. */
function isSuccess(reply: FastifyReply, payload: unknown): payload is string {
  return reply.statusCode === 200 && typeof payload === 'string' && payload.startsWith('{"data":{')
}
