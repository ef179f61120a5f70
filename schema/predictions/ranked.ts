import { never } from '../../src/lib/assert.js'
import { predictionScore } from '../../src/performance/prediction-score.js'
import type { StoredAsset } from '../../src/store/read/assets.js'
import type { Values } from '../../src/store/read/content-days.js'
import type { Side } from '../api/enums.js'
import { assetAt } from '../catalogue/axis.js'
import type { Prediction } from './prediction.type.js'

/** Predictions over the asset axis; null where there is none. */
export interface PredictedValues {
  readonly mean: Values
  readonly risk: Values
}

/** A mean and a risk of one asset. */
export interface PredictedAsset {
  readonly asset: StoredAsset
  readonly mean: number
  readonly risk: number
}

/** The assets that have a prediction, in the order of the axis. */
export function predictedAssets(
  { mean, risk }: PredictedValues,
  axis: readonly StoredAsset[],
): PredictedAsset[] {
  return mean.flatMap((value, position) => {
    const deviation = risk[position]
    if (value === null || deviation === null || deviation === undefined) return []
    return [{ asset: assetAt(axis, position), mean: value, risk: deviation }]
  })
}

/** By score, best first; equals stay in the order of the axis. */
export function ranked(predicted: readonly PredictedAsset[], riskAversion: number): Prediction[] {
  return predicted
    .map((one) => ({ ...one, score: predictionScore(one.mean, one.risk, riskAversion) }))
    .sort((a, b) => b.score - a.score)
    .map((one, place) => ({ ...one, rank: place + 1 }))
}

/** The first `top` of a side: from the best, or for SHORT from the worst. */
export function topOf(
  predictions: readonly Prediction[],
  { side, top }: { readonly side: Side | null | undefined; readonly top: number },
): Prediction[] {
  switch (side) {
    case 'LONG':
    case null:
    case undefined:
      return predictions.slice(0, top)
    case 'SHORT':
      return predictions.toReversed().slice(0, top)
    default:
      return never(side)
  }
}
