import type { SplitResult } from '../../../src/results.js'

/**
 * Words for a model that lets half of its factors lie idle: the effective number of factors of the
 * epochs kept, Σ λ/(λ + ridge) over the eigenvalues of the Gram matrix, mean over the seeds, is
 * below K/2. Null where it is not, and where nothing was trained.
 */
export function fewFactors({
  factorCount,
  training,
}: Pick<SplitResult, 'factorCount' | 'training'>): string | null {
  const kept = training.filter(({ best }) => best)
  if (kept.length === 0) return null
  const mean = kept.reduce((sum, { effectiveFactors }) => sum + effectiveFactors, 0) / kept.length
  if (mean >= factorCount / 2) return null
  return `warning: ${mean.toFixed(1)} effective factors of ${factorCount}`
}
