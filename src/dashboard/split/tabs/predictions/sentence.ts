import type { PredictionFiguresQuery } from '../../../api/operations.js'
import { count, fixed, signedFixed } from '../../../text/format.js'

type Measures = NonNullable<PredictionFiguresQuery['split']>['predictionMeasures']

/** How good the predictions were, in one sentence. */
export function measuredSentence(m: Measures): string {
  if (m.days === 0) return 'No test date has been measured yet.'
  return `Over ${count(m.days)} test dates: Rank IC ${signedFixed(m.rankIC, 4)} ±\u202f${fixed(m.rankICStandardError, 4)}, ICIR ${fixed(m.rankICIR, 3)}, at lag 1 ${signedFixed(m.rankICLag1, 4)}.`
}
