import { effectiveFactorsOf } from '../../jobs/tasks/report/effective-factors.js'
import type { OpenedRows } from '../walk-forward/open.js'
import type { ResultRow } from './plan.js'
import type { PlannedRow } from './planned-rows.js'

/** Factors that a run trained, and how many of them differ. */
export interface EffectiveFactors {
  readonly effective: number
  readonly factorCount: number
}

/** Factors that are given (principal components, Fama-French) differ by construction: only these are trained. */
const TRAINED = 'attention-longconv'

/** By row id. */
export async function effectiveFactors(
  db: OpenedRows<PlannedRow>['db'],
  rows: readonly ResultRow[],
): Promise<ReadonlyMap<string, EffectiveFactors>> {
  const found = new Map<string, EffectiveFactors>()
  for (const { row, series } of rows) {
    if (row.strategy !== TRAINED) continue
    const effective = await effectiveFactorsOf(db, series)
    const factorCount = Math.max(0, ...series.splits.map((split) => split.factorCount))
    if (effective !== null) found.set(row.id, { effective, factorCount })
  }
  return found
}
