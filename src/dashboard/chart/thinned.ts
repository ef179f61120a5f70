type Values = readonly (number | null | undefined)[]

/**
 * Indices of a curve that its drawing needs at `columns` columns: of each column the first, the
 * lowest, the highest and the last value, and each gap (null). Undefined values are left out.
 */
export function thinned(values: Values, columns: number): number[] {
  const known = values.flatMap((value, t) => (value === undefined ? [] : [t]))
  if (known.length <= 2 * columns) return known
  const size = known.length / columns
  return Array.from({ length: columns }, (_, c) =>
    cornersOf(values, known.slice(Math.round(c * size), Math.round((c + 1) * size))),
  ).flat()
}

function cornersOf(values: Values, column: readonly number[]): number[] {
  const kept = new Set([column[0], column.at(-1)])
  let [low, high] = [column[0], column[0]]
  for (const t of column) {
    const value = values[t]
    if (value === null) kept.add(t)
    if (below(value, values[low ?? t])) low = t
    if (below(values[high ?? t], value)) high = t
  }
  kept.add(low).add(high)
  return [...kept].filter((t) => t !== undefined).sort((a, b) => a - b)
}

function below(a: number | null | undefined, b: number | null | undefined): boolean {
  return typeof a === 'number' && (typeof b !== 'number' || a < b)
}
