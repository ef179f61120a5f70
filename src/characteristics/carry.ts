/** Number of dates over which the last known value of a characteristic replaces a missing one. */
export const CARRY_DATES = 252

/** Fills missing values with the last known one, at most `dates` old. */
export function carryLast(column: Float64Array, dates: number): void {
  let last = Number.NEGATIVE_INFINITY
  for (let t = 0; t < column.length; t++) {
    if (Number.isFinite(column[t])) last = t
    else column[t] = t - last <= dates ? column[last] : Number.NaN
  }
}
