import { LRUCache } from 'lru-cache'
import { RateLimitedError } from './errors.js'

export interface RateLimit {
  /** Counts a request of this caller; throws `RateLimitedError` where it is one too many. */
  assert(caller: string): void
  /** Takes back one that was counted. */
  giveBack(caller: string): void
}

export interface RateLimitOptions {
  /** What is counted, as the error names it. */
  readonly what?: string
  readonly now?: () => number
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
export function createRateLimit(
  perMinute: number,
  { what = 'requests', now = Date.now }: RateLimitOptions = {},
): RateLimit {
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
      if (tokens < 1) throw limited(`${perMinute} ${what}`, secondsUntilOne(tokens, perMinute))
      buckets.set(caller, { tokens: tokens - 1, at })
    },
    giveBack(caller) {
      const at = now()
      buckets.set(caller, { tokens: Math.min(perMinute, tokensOf(caller, at) + 1), at })
    },
  }
}

function secondsUntilOne(tokens: number, perMinute: number): number {
  return Math.max(1, Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute / 1000))
}

function limited(most: string, seconds: number): RateLimitedError {
  return new RateLimitedError(`more than ${most} a minute: try again in ${seconds} s`, seconds)
}
