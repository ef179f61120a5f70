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

/** `exp(−Σ p ln p)`, p the share of each code: how many codes, used evenly, carry as much; null without any. */
export function perplexityOf(usage: ArrayLike<number>): number | null {
  let total = 0
  for (let k = 0; k < usage.length; k++) total += usage[k]
  if (total === 0) return null
  let entropy = 0
  for (let k = 0; k < usage.length; k++) {
    const share = usage[k] / total
    if (share > 0) entropy -= share * Math.log(share)
  }
  return Math.exp(entropy)
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
