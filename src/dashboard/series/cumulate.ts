/** Running sums; null while nothing is known yet, unchanged over a missing value. */
export function cumulate(values: readonly (number | null)[]): (number | null)[] {
  let sum: number | null = null
  return values.map((value) => {
    if (value !== null) sum = (sum ?? 0) + value
    return sum
  })
}

/** Wealth `Π (1 + return)` from 1; null while nothing is known yet, unchanged over a missing value. */
export function compound(values: readonly (number | null)[]): (number | null)[] {
  let wealth: number | null = null
  return values.map((value) => {
    if (value !== null) wealth = (wealth ?? 1) * (1 + value)
    return wealth
  })
}

/** The largest absolute value; 0 of none. */
export function largest(values: readonly (number | null | undefined)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0)
}
