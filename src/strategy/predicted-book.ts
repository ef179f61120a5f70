import type { MarketView } from '../data/source.js'
import type { Execution } from '../execution/settings.js'
import { assert } from '../lib/assert.js'
import type { Decider } from './decider.js'
import type { PredictionRule } from './prediction-rule.js'
import type { Predicted, Predictor } from './predictor.js'
import { publishedFactors } from './published-factors.js'
import { scaledByRisk } from './scaled-by-risk.js'
import { universeOf } from './universe.js'

export interface PredictedBookPieces<Held> {
  readonly predictor: Predictor
  readonly rule: PredictionRule<Held>
  /** With `riskScaling` each weight is divided by the risk of its asset; off by default. */
  readonly execution?: Pick<Execution, 'riskScaling' | 'riskDates'>
}

/** Predictions of each date, and a rule that turns them and what it held before into a book. */
export function predictedBook<Held>({
  predictor,
  rule,
  execution,
}: PredictedBookPieces<Held>): Decider {
  let held = rule.nothingHeld
  return {
    factorCount: predictor.factorCount,
    latentCount: predictor.latentCount,
    codebooks: predictor.codebooks,
    lookback: 0,
    warmUp: rule.warmUp,
    decide(view) {
      const columns = universeOf(view)
      const { predictions, factors, latents, codes } = predictedOn(predictor, view, columns)
      const step = rule.decide(predictions, columns, held)
      held = step.held
      return {
        columns,
        book: scaledByRisk(
          Float64Array.from(step.weights),
          { view, columns, ...(!predictor.hasOneRisk && { risk: predictions.risk }) },
          execution,
        ),
        predictions,
        ...(factors && {
          factors: publishedFactors(view, columns, factors, predictor.factorCount),
        }),
        ...(latents && { latents }),
        ...(codes && { codes }),
      }
    },
    realise: (returns) => predictor.realise?.(returns) ?? {},
    dispose: () => predictor.dispose(),
  }
}

function predictedOn(predictor: Predictor, view: MarketView, columns: Int32Array): Predicted {
  const predicted = predictor.predict(view, columns)
  const { mean, risk } = predicted.predictions
  assert(
    mean.length === columns.length && risk.length === columns.length,
    `${mean.length} predictions for a universe of ${columns.length} on ${view.nextDate}`,
  )
  return predicted
}
