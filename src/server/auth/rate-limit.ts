import { LRUCache } from 'lru-cache'
import { RateLimitedError } from './errors.js'

export interface RateLimit {
  /** Counts a request of this caller; throws `RateLimitedError` where it is one too many. */
  assert(caller: string): void
}

interface Bucket {
  readonly tokens: number
  /** When the tokens were counted, in ms. */
  readonly at: number
}

const MINUTE_MS = 60_000
const MOST_CALLERS = 10_000

/**
 * A token bucket for each caller, refilled evenly and holding at most one minute's requests. The
 * count is of this process: over n processes a caller may send up to n times as much.
 */
export function createRateLimit(perMinute: number, now: () => number = Date.now): RateLimit {
  const buckets = new LRUCache<string, Bucket>({ max: MOST_CALLERS })
  const tokensOf = (caller: string, at: number): number => {
    const bucket = buckets.get(caller)
    if (!bucket) return perMinute
    return Math.min(perMinute, bucket.tokens + ((at - bucket.at) / MINUTE_MS) * perMinute)
  }
  return {
    assert(caller) {
      const at = now()
      const tokens = tokensOf(caller, at)
      if (tokens < 1) throw limited(perMinute, tokens)
      buckets.set(caller, { tokens: tokens - 1, at })
    },
  }
}

function limited(perMinute: number, tokens: number): RateLimitedError {
  const seconds = Math.max(1, Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute / 1000))
  return new RateLimitedError(
    `more than ${perMinute} requests a minute: try again in ${seconds} s`,
    seconds,
  )
}
