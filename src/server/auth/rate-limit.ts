import { RateLimitedError } from './errors.js'

export interface RateLimit {
  /** Counts a request of this caller; throws `RateLimitedError` where it is one too many. */
  assert(caller: string): void
}

interface Bucket {
  tokens: number
  at: number
}

const MINUTE_MS = 60_000
const MOST_CALLERS = 10_000

/**
 * A bucket of tokens for each caller, refilled evenly and holding a minute's worth at most. It is
 * counted in this process: with n processes side by side a caller has up to n times as much.
 */
export function createRateLimit(perMinute: number, now: () => number = Date.now): RateLimit {
  const buckets = new Map<string, Bucket>()
  const tokensOf = (caller: string, at: number): number => {
    const bucket = buckets.get(caller)
    if (!bucket) return perMinute
    return Math.min(perMinute, bucket.tokens + ((at - bucket.at) / MINUTE_MS) * perMinute)
  }
  return {
    assert(caller) {
      const at = now()
      const tokens = tokensOf(caller, at)
      if (tokens < 1) {
        const seconds = Math.max(1, Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute / 1000))
        throw new RateLimitedError(
          `more than ${perMinute} requests a minute: try again in ${seconds} s`,
          seconds,
        )
      }
      // Set anew, so that the map's first entry is the caller not seen for longest.
      buckets.delete(caller)
      buckets.set(caller, { tokens: tokens - 1, at })
      if (buckets.size > MOST_CALLERS) {
        const [eldest] = buckets.keys()
        buckets.delete(eldest)
      }
    },
  }
}
