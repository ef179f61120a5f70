import { mean } from '../../src/accounts/moments.js'
import { trainingOf } from '../../src/store/read/training.js'
import type { OpenedRows } from '../walk-forward/open.js'
import type { PlannedRow, ResultRow } from './plan.js'

/** Factors that a run trained, and how many of them differ: `Σ λ / (λ + ridge)` of their Gram matrix. */
export interface EffectiveFactors {
  readonly effective: number
  readonly factorCount: number
}

/** Factors that are given (principal components, Fama-French) differ by construction: only these are trained. */
const TRAINED = 'attention-longconv'

/** By row id: mean over splits and seeds, of the epochs that were kept. */
export async function effectiveFactors(
  db: OpenedRows<PlannedRow>['db'],
  rows: readonly ResultRow[],
): Promise<ReadonlyMap<string, EffectiveFactors>> {
  const found = new Map<string, EffectiveFactors>()
  for (const { row, series } of rows) {
    if (row.strategy !== TRAINED) continue
    const contents = series.splits.flatMap(({ current }) => (current ? [current.contentId] : []))
    const epochs = (await trainingOf(db, contents)).flat()
    const kept = epochs.flatMap((epoch) => (epoch.best ? (epoch.effectiveFactors ?? []) : []))
    const factorCount = Math.max(0, ...series.splits.map((split) => split.factorCount))
    if (kept.length > 0) found.set(row.id, { effective: mean(kept), factorCount })
  }
  return found
}
