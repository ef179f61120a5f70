/** `exp(−Σ p ln p)` of the shares of counts: as many codes as would be used alike; 0 without any. */
export function perplexity(counts: ArrayLike<number>): number {
  const all = Array.from(counts)
  const total = all.reduce((sum, count) => sum + count, 0)
  if (total === 0) return 0
  const entropy = all
    .filter((count) => count > 0)
    .reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0)
  return Math.exp(entropy)
}

/** How many of the counts are not 0. */
export function usedCodes(counts: ArrayLike<number>): number {
  return Array.from(counts).filter((count) => count > 0).length
}
