import type { StoredDay } from '../store/read/copy-out.js'
import { toDay } from './days.js'
import type { Batch } from './table.js'

export interface AssetRowsOptions {
  /** Positions on the asset axis, ascending; null for all. */
  readonly positions: readonly number[] | null
  readonly byFactor: boolean
  /** Without them a value of 0 is no row. */
  readonly withZeros: boolean
}

type Cells = (number | string | null)[]

/**
 * Rows `date, asset[, factor], value…` of vectors over the asset axis, a value for each series of
 * `days`, which hold the same dates. Where the first has no value, there is no row.
 */
export function assetRows(
  [first = [], ...others]: readonly (readonly StoredDay[])[],
  { positions, byFactor, withZeros }: AssetRowsOptions,
): Batch {
  const { dates, indices, factors, values } = roomFor(first)
  const ends: number[] = []
  let row = 0
  for (const { date, factor, values: vector } of first) {
    const start = row
    const count = positions?.length ?? vector.length
    for (let i = 0; i < count; i++) {
      const position = positions?.[i] ?? i
      const value = vector[position] ?? null
      if (isMissing(value) || !(withZeros || Number(value) !== 0)) continue
      indices[row] = position
      values[row++] = value
    }
    dates.fill(toDay(date), start, row)
    if (byFactor) factors.fill(factor, start, row)
    ends.push(row)
  }
  const beside = others.map((days) => valuesAt(days, indices, ends))
  const keys = byFactor ? [dates, indices, factors] : [dates, indices]
  return { length: row, columns: [...keys, values, ...beside] }
}

/** The values of another series at the positions of the rows; `ends[d]` is the end of day d's rows. */
function valuesAt(
  days: readonly StoredDay[],
  indices: Int32Array,
  ends: readonly number[],
): ArrayLike<number | string | null> {
  const { values } = roomFor(days)
  let row = 0
  for (const [d, { values: vector }] of days.entries()) {
    for (const end = ends[d] ?? row; row < end; row++)
      values[row] = vector[indices[row] ?? -1] ?? null
  }
  return values
}

/** Rows `date, index, value…` of vectors over the factors, or over the components of a blend. */
export function indexRows([first = [], ...others]: readonly (readonly StoredDay[])[]): Batch {
  const { dates, indices, factors, values } = roomFor(first)
  const ends: number[] = []
  let row = 0
  for (const { date, values: vector } of first) {
    const day = toDay(date)
    for (let index = 0; index < vector.length; index++) {
      const value = vector[index] ?? null
      if (isMissing(value)) continue
      dates[row] = day
      factors[row] = index
      indices[row] = index
      values[row++] = value
    }
    ends.push(row)
  }
  const beside = others.map((days) => valuesAt(days, indices, ends))
  return { length: row, columns: [dates, factors, values, ...beside] }
}

/** Columns long enough for every value of the days; the values of their own kind. */
function roomFor(days: readonly StoredDay[]) {
  const room = days.reduce((sum, { values }) => sum + values.length, 0)
  const binary = days[0]?.values instanceof Float32Array
  return {
    dates: new Int32Array(room),
    indices: new Int32Array(room),
    factors: new Int16Array(room),
    values: (binary ? new Float32Array(room) : new Array(room)) as Cells,
  }
}

function isMissing(value: number | string | null): boolean {
  return value === null || Number.isNaN(value)
}
