import { normaliseBook } from '../residuals/chain.js'

/** A book and what was held before it, over the same assets, `[n]` each. */
export interface SuspendedBook {
  readonly target: Float64Array<ArrayBuffer>
  readonly before: Float64Array
  /** 1 where the asset cannot be traded. */
  readonly suspended: ArrayLike<number>
  /** `Σ|w|` of the target. */
  readonly total?: number
}

/**
 * A book whose suspended positions are those held before: `w_i = w_{t−1,i}` where suspended, and
 * `w_i = s · target_i` elsewhere, s such that `Σ|w|` is that of the target. Where the target has no other position, or the
 * suspended ones fill the book, the book before is held whole; a flat target stays flat.
 */
export function holdSuspended({
  target,
  before,
  suspended,
  total = 1,
}: SuspendedBook): Float64Array<ArrayBuffer> {
  if (target.every((weight) => weight === 0)) return target
  if (target.every((weight, i) => !suspended[i] || weight === before[i])) return target
  let [fixed, free] = [0, 0]
  for (const [i, weight] of target.entries()) {
    if (suspended[i]) fixed += Math.abs(before[i] ?? 0)
    else free += Math.abs(weight)
  }
  if (free === 0 || fixed >= total) {
    return total === 1 ? normaliseBook(before) : Float64Array.from(before)
  }
  const scale = (total - fixed) / free
  return target.map((weight, i) => (suspended[i] ? (before[i] ?? 0) : scale * weight))
}
