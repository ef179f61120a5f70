import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Lookup } from './lookup.js'
import type { CachedAnswer } from './response-cache.js'

/** Private, as answers depend on the caller; revalidated each time, as a publication may come. */
const CACHE_CONTROL = 'private, no-cache'
/** Below it gzip costs more than it saves. */
const COMPRESSED_FROM = 1400

const compress = promisify(gzip)

export interface AnswerFacts {
  readonly lookup: Lookup
  readonly contentType: string
  /** Data version at which it was computed. */
  readonly version: number
  readonly operation: string | null
}

/** The bytes and headers of an answer as they are sent, now and from the cache. */
export async function toCachedAnswer(
  payload: string,
  { lookup: { encoding }, contentType, version, operation }: AnswerFacts,
): Promise<CachedAnswer> {
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
    operation,
  }
}
