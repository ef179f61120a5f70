import { mean } from '../../../src/accounts/moments.js'
import { trainingOf } from '../../../src/store/read/training.js'
import type { Db } from '../../session/session.js'
import type { RunSeries } from './run-series.js'

/**
 * How many of a run's trained factors differ: `Σ λ / (λ + ridge)` over the eigenvalues λ of the Gram matrix of
 * factor portfolios, mean over splits and seeds, of the epochs that were kept; null where no factor is trained.
 */
export async function effectiveFactorsOf(
  db: Db,
  { splits }: Pick<RunSeries, 'splits'>,
): Promise<number | null> {
  const contents = splits.flatMap(({ current }) => (current ? [current.contentId] : []))
  const epochs = (await trainingOf(db, contents)).flat()
  const kept = epochs.flatMap((epoch) => (epoch.best ? (epoch.effectiveFactors ?? []) : []))
  return kept.length > 0 ? mean(kept) : null
}
