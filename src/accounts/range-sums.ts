import type { Book } from './account.js'
import type { Attribution } from './attribution.js'
import { type AxisValues, isMissing } from './axis-values.js'
import { mean } from './moments.js'

/**
 * Sums over dates, by asset: of any range they are those to its last date less those to the date before its
 * first, and explained variance and attribution follow from them.
 */
export interface AssetSums {
  /** Assets of the axis. */
  readonly length: number
  /** `[FIELDS, length]` */
  readonly values: Float64Array
}

/** A date as it is summed. */
export interface SummedDay {
  readonly returns: AxisValues
  readonly residuals: AxisValues
  readonly book: Book
}

/** Dates with a return and a residual, and sums over them; dates with a weight, `Σ w` and `Σ w R`. */
const [KNOWN, RETURN, RETURN_SQUARE, RESIDUAL, RESIDUAL_SQUARE, HELD, WEIGHT, CONTRIBUTION] = [
  0, 1, 2, 3, 4, 5, 6, 7,
] as const
const FIELDS = 8

/** Sums of values stored one after another. */
export function toAssetSums(values: Float64Array): AssetSums {
  return { length: values.length / FIELDS, values }
}

/** `start`, which may be of a shorter axis, and the days. */
export function withDays(
  days: readonly SummedDay[],
  length: number,
  start?: AssetSums | null,
): AssetSums {
  const sums = start ? onAxis(start, Math.max(length, start.length)) : noSums(length)
  for (const day of days) addDay(sums, day)
  return sums
}

/** `a + factor · b` over the longer axis. */
export function combined(a: AssetSums, b: AssetSums, factor: 1 | -1): AssetSums {
  const length = Math.max(a.length, b.length)
  const [left, right] = [onAxis(a, length), onAxis(b, length)]
  for (let i = 0; i < left.values.length; i++) left.values[i] += factor * right.values[i]
  return left
}

/** Share of the squares below which a sum of squared deviations is a rounding error. */
const ROUNDING = 1e-12

/**
 * `(1/N) Σ_i (1 − Var(ε_i) / Var(R_i))` as of `explainedVariance`, over the assets known on all `days` of the
 * sums; `scale` are sums of which these are a difference, whose rounding they carry.
 */
export function explainedFromSums(
  { length, values }: AssetSums,
  days: number,
  scale: AssetSums,
): number | null {
  if (days < 2) return null
  const shares: number[] = []
  for (let i = 0; i < length; i++) {
    if (values[KNOWN * length + i] !== days) continue
    const total = deviations(values[RETURN * length + i], values[RETURN_SQUARE * length + i], days)
    if (total <= ROUNDING * scale.values[RETURN_SQUARE * scale.length + i]) continue
    const left = deviations(
      values[RESIDUAL * length + i],
      values[RESIDUAL_SQUARE * length + i],
      days,
    )
    shares.push(1 - Math.max(0, left) / total)
  }
  return shares.length === 0 ? null : mean(shares)
}

/** Contributions by label before costs, as of `attributeByLabel`, sorted by label. */
export function attributedFromSums(
  { length, values }: AssetSums,
  days: number,
  labelOf: (position: number) => string,
): Attribution[] {
  const groups = new Map<string, { exposure: number; contribution: number }>()
  for (let i = 0; i < length; i++) {
    if (values[HELD * length + i] === 0) continue
    const label = labelOf(i)
    const group = groups.get(label) ?? { exposure: 0, contribution: 0 }
    group.exposure += values[WEIGHT * length + i] / days
    group.contribution += values[CONTRIBUTION * length + i]
    groups.set(label, group)
  }
  const rows = [...groups].map(([label, group]) => ({ label, ...group }))
  return rows.sort((a, b) => (a.label < b.label ? -1 : 1))
}

function deviations(sum: number, squares: number, days: number): number {
  return squares - sum ** 2 / days
}

function noSums(length: number): AssetSums {
  return { length, values: new Float64Array(FIELDS * length) }
}

function onAxis(sums: AssetSums, length: number): AssetSums {
  const { values } = noSums(length)
  for (let field = 0; field < FIELDS; field++) {
    const row = sums.values.subarray(field * sums.length, (field + 1) * sums.length)
    values.set(row, field * length)
  }
  return { length, values }
}

function addDay({ length, values }: AssetSums, { returns, residuals, book }: SummedDay): void {
  for (let i = 0; i < length; i++) {
    const [realised, residual] = [returns[i], residuals[i]]
    if (isMissing(realised) || isMissing(residual)) continue
    values[KNOWN * length + i] += 1
    values[RETURN * length + i] += realised
    values[RETURN_SQUARE * length + i] += realised ** 2
    values[RESIDUAL * length + i] += residual
    values[RESIDUAL_SQUARE * length + i] += residual ** 2
  }
  for (let n = 0; n < book.assets.length; n++) {
    const [i, weight] = [book.assets[n], book.weights[n]]
    if (weight === 0) continue
    const realised = returns[i]
    values[HELD * length + i] += 1
    values[WEIGHT * length + i] += weight
    values[CONTRIBUTION * length + i] += isMissing(realised) ? 0 : weight * realised
  }
}
