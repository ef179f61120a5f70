import type { Decider } from '../decider.js'
import { meanOfPredictions } from '../mean-of-predictions.js'
import { predictedBook } from '../predicted-book.js'
import type { PredictionRule } from '../prediction-rule.js'
import { inReturnUnits } from '../predictor/return-units.js'
import { type StormPredictorOptions, stormPredictor } from '../predictor/storm/predictor.js'
import type { StoredStorm } from '../predictor/storm/stored.js'

/** What STORM publishes of each date, without a book. Owns what is stored. */
export function publishedModel(
  seeds: readonly StoredStorm[],
  options: StormPredictorOptions,
): Decider {
  const predictors = seeds.map((stored) => stormPredictor(stored, options))
  const predictor = inReturnUnits(meanOfPredictions(predictors), options.target)
  return predictedBook({ predictor, rule: NO_BOOK })
}

const NO_BOOK: PredictionRule<null> = {
  nothingHeld: null,
  warmUp: 0,
  decide: (_, columns) => ({ held: null, weights: new Float32Array(columns.length) }),
}
