import type { SplitResult } from '../../../src/results.js'

/**
 * Warning for a model that leaves half of its factors unused: the effective number of factors of the
 * epochs kept, `Σ λ/(λ + ridge)` over the eigenvalues of the Gram matrix, mean over the seeds, is
 * below K/2. Null where it is not, and where it was not measured.
 */
export function fewFactors({
  factorCount,
  training,
}: Pick<SplitResult, 'factorCount' | 'training'>): string | null {
  const kept = training.filter(({ best }) => best)
  const measured = kept.flatMap(({ effectiveFactors }) => effectiveFactors ?? [])
  if (measured.length === 0) return null
  const mean = measured.reduce((sum, count) => sum + count, 0) / measured.length
  if (mean >= factorCount / 2) return null
  return `warning: ${mean.toFixed(1)} effective factors of ${factorCount}`
}
