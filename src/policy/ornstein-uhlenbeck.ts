import { never } from '../lib/assert.js'

/** AR(1) of a cumulative residual path: `x_(l+1) = a + b x_l + z`. */
export interface OuFit {
  readonly a: number
  readonly b: number
  /** Long-run mean `a / (1 − b)`. */
  readonly mean: number
  /** `√(Var(z) / (1 − b²))` */
  readonly sigma: number
  /** `(x_L − mean) / sigma` */
  readonly score: number
  /** `corr(x_l, x_(l+1))²` */
  readonly rSquared: number
}

/** Added to `1 − b` and `1 − b²`, as in the code of "Deep Learning Statistical Arbitrage". */
const OU_GUARD = 1e-6

/** Avoids 0/0 for a constant path. */
const VARIANCE_FLOOR = 1e-20

/**
 * Ornstein-Uhlenbeck parameters of the cumulative sum of L residuals, by OLS on its L − 1 pairs with
 * population moments (Avellaneda & Lee 2010, appendix; guards as above).
 */
export function fitOu(
  residuals: ArrayLike<number>,
  { guard = OU_GUARD }: { guard?: number } = {},
): OuFit {
  const path = cumulativeSum(residuals)
  const { meanX, meanY, varianceX, varianceY, covariance } = lagMoments(path)
  const b = covariance / varianceX
  const a = meanY - b * meanX
  const noise = Math.max(varianceY - b * b * varianceX, VARIANCE_FLOOR)
  const mean = a / (1 - b + guard)
  const sigma = Math.sqrt(noise / (1 - b * b + guard))
  const score = (path[path.length - 1] - mean) / sigma
  return { a, b, mean, sigma, score, rSquared: covariance ** 2 / (varianceX * varianceY) }
}

export type Position = -1 | 0 | 1

export interface OuThresholds {
  /** Long below −entry, short above it. */
  readonly entry: number
  /** Only paths that revert: R² above it, and 0 < b < 1. */
  readonly minimumRSquared: number
}

/** The rule without memory: flat as soon as |s| ≤ entry or the path does not revert. */
export function ouPosition(fit: OuFit, { entry, minimumRSquared }: OuThresholds): Position {
  if (!reverts(fit, minimumRSquared)) return 0
  if (fit.score < -entry) return 1
  return fit.score > entry ? -1 : 0
}

export interface OuExits {
  /** A long position closes above −exitLong. */
  readonly exitLong: number
  /** A short position closes below exitShort. */
  readonly exitShort: number
}

/** The rule with memory (Avellaneda & Lee 2010): an open position stays open until its exit. */
export function ouPositionAfter(
  held: Position,
  fit: OuFit,
  thresholds: OuThresholds & OuExits,
): Position {
  const entered = ouPosition(fit, thresholds)
  if (entered !== 0 || !reverts(fit, thresholds.minimumRSquared)) return entered
  switch (held) {
    case 1:
      return fit.score > -thresholds.exitLong ? 0 : 1
    case -1:
      return fit.score < thresholds.exitShort ? 0 : -1
    case 0:
      return 0
    default:
      return never(held)
  }
}

function reverts({ b, rSquared }: OuFit, minimumRSquared: number): boolean {
  return b > 0 && b < 1 && rSquared > minimumRSquared
}

function cumulativeSum(values: ArrayLike<number>): Float64Array {
  const path = new Float64Array(values.length)
  let sum = 0
  for (let i = 0; i < path.length; i++) {
    sum += values[i]
    path[i] = sum
  }
  return path
}

/** Population moments of `x_l` and `y_l = x_(l+1)`. */
function lagMoments(path: Float64Array) {
  const count = path.length - 1
  let [meanX, meanY] = [0, 0]
  for (let i = 0; i < count; i++) {
    meanX += path[i] / count
    meanY += path[i + 1] / count
  }
  let [varianceX, varianceY, covariance] = [VARIANCE_FLOOR, VARIANCE_FLOOR, 0]
  for (let i = 0; i < count; i++) {
    const x = path[i] - meanX
    const y = path[i + 1] - meanY
    varianceX += (x * x) / count
    varianceY += (y * y) / count
    covariance += (x * y) / count
  }
  return { meanX, meanY, varianceX, varianceY, covariance }
}
