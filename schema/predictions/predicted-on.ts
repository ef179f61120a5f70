import { assertHas } from '../../src/performance/split-parts.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import type { Loaders } from '../api/loaders.js'
import { decidedOn } from '../api/trading-dates.js'
import { type PredictedAsset, predictedAssets } from './ranked.js'

export interface PredictedDate {
  readonly assets: readonly PredictedAsset[]
  /** Data version of the publication. */
  readonly version: number
}

/** The predictions for a date in the order of the asset axis. */
export async function predictedOn(
  split: StoredSplit,
  date: string,
  loaders: Loaders,
): Promise<PredictedDate> {
  assertHas(split, 'predictions')
  const { contentId, version } = await decidedOn(split, date, loaders)
  const [mean, risk, axis] = await Promise.all([
    loaders.predictedMeansOn.load({ contentId, date }),
    loaders.predictedRisksOn.load({ contentId, date }),
    loaders.axis.load(split.datasetId),
  ])
  return { version, assets: predictedAssets({ mean: mean ?? [], risk: risk ?? [] }, axis) }
}
