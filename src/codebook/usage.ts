/**
 * Codes of consecutive dates, `[T]` of vectors: over the asset axis, or of one element for a code of
 * the whole universe; NaN where missing, and a missing tail is left out.
 */
export type DailyCodes = readonly Float32Array[]

/** How often each of K codes occurs, `[K]`. */
export function usageOf(codes: DailyCodes, codeCount: number): Float64Array {
  const usage = new Float64Array(codeCount)
  for (const day of codes) {
    for (const code of day) if (!Number.isNaN(code)) usage[code]++
  }
  return usage
}

/** Row numbers of the dates on which each of K codes occurs, ascending. */
export function activeRows(codes: DailyCodes, codeCount: number): number[][] {
  const rows = Array.from({ length: codeCount }, (): number[] => [])
  codes.forEach((day, t) => {
    for (const code of day) {
      if (!Number.isNaN(code) && rows[code].at(-1) !== t) rows[code].push(t)
    }
  })
  return rows
}
