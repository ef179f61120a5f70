const FIRST_MS = 2_000

/**
 * The pause after the n-th failure (from 0): 2 s · 2ⁿ, at most `mostMs`, of which a random half is
 * cut off, so that what failed together does not come back together.
 */
export function pauseAfter(failures: number, mostMs: number, random = Math.random): number {
  const whole = Math.min(mostMs, FIRST_MS * 2 ** Math.min(failures, 30))
  return whole * (0.5 + 0.5 * random())
}
