/** `exp(−Σ p ln p)` of the shares p of counts: as many equally frequent values; 0 without any. */
export function perplexity(counts: ArrayLike<number>): number {
  const all = Array.from(counts)
  const total = all.reduce((sum, count) => sum + count, 0)
  if (total === 0) return 0
  const entropy = all
    .filter((count) => count > 0)
    .reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0)
  return Math.exp(entropy)
}
