import type { Book } from './account.js'
import { type Attribution, costOfDays, weighted } from './attribution.js'
import { type AxisValues, isMissing } from './axis-values.js'

/** A date as it is summed by factor. */
export interface FactorSummedDay {
  readonly book: Book
  /** `[K]` of values over the asset axis. */
  readonly betas: readonly AxisValues[]
  /** `[K]` */
  readonly factorReturns: AxisValues
}

/** `[2 K]`: `Σ (wᵀβ)_k`, then `Σ (wᵀβ)_k F_k`, over dates; those of a range are a difference of two. */
export function withFactorDay(
  before: Float64Array,
  { book, betas, factorReturns }: FactorSummedDay,
): Float64Array {
  const [known, count] = [before.length / 2, Math.max(before.length / 2, betas.length)]
  const sums = new Float64Array(2 * count)
  sums.set(before.subarray(0, known), 0)
  sums.set(before.subarray(known), count)
  betas.forEach((beta, k) => {
    const exposure = weighted(book, beta)
    const factorReturn = factorReturns[k]
    sums[k] += exposure
    sums[count + k] += isMissing(factorReturn) ? 0 : exposure * factorReturn
  })
  return sums
}

/** The sums of a range: those to its last date less those to the date before its first. */
export function factorSumsBetween(to: Float64Array, before: Float64Array): Float64Array {
  const [count, earlier] = [to.length / 2, before.length / 2]
  return to.map((value, i) => {
    const k = i % count
    return value - (k < earlier ? (before[i < count ? k : earlier + k] ?? 0) : 0)
  })
}

/** `w·R = (wᵀβ)·F + w·ε` as of `attributeByFactor`, from the sums of the days. */
export function attributedByFactorSums(
  sums: Float64Array,
  days: readonly { readonly gross: number; readonly cost: number }[],
): Attribution[] {
  const count = sums.length / 2
  const explained = sums.subarray(count).reduce((sum, value) => sum + value, 0)
  const gross = days.reduce((sum, day) => sum + day.gross, 0)
  return [
    ...Array.from({ length: count }, (_, k) => ({
      label: `factor ${k}`,
      exposure: sums[k] / days.length,
      contribution: sums[count + k],
    })),
    { label: 'residual', exposure: null, contribution: gross - explained },
    costOfDays(days),
  ]
}
