/** Values over the asset axis, by date. */
type Rows = readonly ArrayLike<number>[]

/** Least share of the dates that must be known. */
const LEAST_KNOWN = 0.5

/** Mean over the `count` rows before row t of the known values; NaN where fewer than half are known. */
export function meanBefore(rows: Rows, t: number, count: number): Float64Array {
  const { sums, known } = totals(rows, t, count, (value) => value)
  return sums.map((sum, i) => enough(known[i], count, sum / (known[i] ?? 0)))
}

/** Population standard deviation over the `count` rows before row t; NaN where fewer than half are known. */
export function deviationBefore(rows: Rows, t: number, count: number): Float64Array {
  const { sums, known } = totals(rows, t, count, (value) => value)
  const { sums: squares } = totals(rows, t, count, (value) => value ** 2)
  return sums.map((sum, i) => {
    const n = known[i] ?? 0
    const variance = (squares[i] ?? 0) / n - (sum / n) ** 2
    return enough(n, count, Math.sqrt(Math.max(0, variance)))
  })
}

function enough(known: number | undefined, count: number, value: number): number {
  return (known ?? 0) >= LEAST_KNOWN * count ? value : Number.NaN
}

function totals(rows: Rows, t: number, count: number, of: (value: number) => number) {
  const window = rows.slice(Math.max(0, t - count), t)
  const length = Math.max(0, ...window.map((row) => row.length))
  const [sums, known] = [new Float64Array(length), new Int32Array(length)]
  for (const row of window) {
    for (let i = 0; i < row.length; i++) {
      const value = row[i] ?? Number.NaN
      if (Number.isNaN(value)) continue
      sums[i] = (sums[i] ?? 0) + of(value)
      known[i] = (known[i] ?? 0) + 1
    }
  }
  return { sums, known }
}
