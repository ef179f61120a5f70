import type { StoredDay } from '../store/read/copy-out.js'
import { toDay } from './days.js'
import type { Batch } from './table.js'

export interface AssetRowsOptions {
  /** Positions on the asset axis, ascending; null for all. */
  readonly positions: readonly number[] | null
  readonly byFactor: boolean
  /** Without them a weight of 0, no position, is no row. */
  readonly withZeros: boolean
}

/** Rows `date, asset[, factor], value` of vectors over the asset axis; a missing value is no row. */
export function assetRows(
  days: readonly StoredDay[],
  { positions, byFactor, withZeros }: AssetRowsOptions,
): Batch {
  const { dates, indices, factors, values } = roomFor(days)
  let row = 0
  for (const { date, factor, values: vector } of days) {
    const start = row
    const count = positions?.length ?? vector.length
    for (let i = 0; i < count; i++) {
      const position = positions ? positions[i] : i
      const value = vector[position]
      if (isMissing(value) || !(withZeros || Number(value) !== 0)) continue
      indices[row] = position
      values[row++] = value
    }
    dates.fill(toDay(date), start, row)
    if (byFactor) factors.fill(factor, start, row)
  }
  const columns = byFactor ? [dates, indices, factors, values] : [dates, indices, values]
  return { length: row, columns }
}

/** Rows `date, factor, value` of vectors over the factors. */
export function factorRows(days: readonly StoredDay[]): Batch {
  const { dates, factors, values } = roomFor(days)
  let row = 0
  for (const { date, values: vector } of days) {
    const day = toDay(date)
    for (let factor = 0; factor < vector.length; factor++) {
      if (isMissing(vector[factor])) continue
      dates[row] = day
      factors[row] = factor
      values[row++] = vector[factor]
    }
  }
  return { length: row, columns: [dates, factors, values] }
}

/** Columns long enough for every value of the days; the values of their own kind. */
function roomFor(days: readonly StoredDay[]) {
  const room = days.reduce((sum, { values }) => sum + values.length, 0)
  const binary = days[0]?.values instanceof Float32Array
  return {
    dates: new Int32Array(room),
    indices: new Int32Array(room),
    factors: new Int16Array(room),
    values: (binary ? new Float32Array(room) : new Array(room)) as (number | string | null)[],
  }
}

function isMissing(value: number | string | null | undefined): boolean {
  return value === null || value === undefined || Number.isNaN(value)
}
