const FIRST_MS = 2_000

/**
 * The pause after the n-th failure (from 0): `u · min(mostMs, 2 s · 2ⁿ)`, u uniform on [½, 1), so that
 * jobs that failed together are not retried together.
 */
export function pauseAfter(failures: number, mostMs: number, random = Math.random): number {
  const whole = Math.min(mostMs, FIRST_MS * 2 ** Math.min(failures, 30))
  return whole * (0.5 + 0.5 * random())
}
