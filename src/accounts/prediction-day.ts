import { createRankNormaliser } from '../lib/rank.js'
import { correlationOf, mean } from './moments.js'
import { normalQuantile } from './normal.js'

/** Fewest names with a prediction and a return for which a date has measures. */
const PREDICTION_MINIMUM_NAMES = 5

/** Half the width of a 90 % band in standard deviations: `Φ⁻¹(0.95)`. */
const BAND_90 = normalQuantile(0.95)

/** Predictions of a date and the realised returns, `[m]` each; NaN where missing. */
export interface PredictedDay {
  readonly mean: ArrayLike<number>
  /** Predicted sd; absent for a method without risk. */
  readonly risk?: ArrayLike<number>
  /** In the unit of the predictions: the return over the mean of the universe, or the label. */
  readonly realised: ArrayLike<number>
  /** The same for the next date. */
  readonly realisedNext?: ArrayLike<number>
}

/** Measures of one date; null where undefined. Sums over names add up over dates. */
export interface PredictionDay {
  /** Names with a prediction and a return. */
  readonly names: number
  /** Correlation of prediction and return. */
  readonly ic: number | null
  /** Correlation of their average ranks. */
  readonly rankIC: number | null
  /** Rank IC with the return of the next date. */
  readonly rankICLag1: number | null
  /** Mean return of the best fifth less that of the worst, `⌊names / 5⌋` each. */
  readonly spread: number | null
  /** Rank IC of the risk with the size of the return. */
  readonly riskRankIC: number | null
  /** Names with a risk above 0, and the number of their returns within `mean ± 1.645 risk`. */
  readonly bands: number
  readonly covered: number
  /** `Σ z` and `Σ z²` of `z = (realised − mean) / risk`. */
  readonly zSum: number
  readonly zSquares: number
}

/**
 * Measures of a date's predictions over the names that have a prediction and a return; Rank ICs and
 * the spread are null below 5 names and where either does not vary. Population moments, so
 * that a perfect ranking has a Rank IC of 1 for any number of names.
 */
export function predictionDay({
  mean: predicted,
  risk,
  realised,
  realisedNext,
}: PredictedDay): PredictionDay {
  const [score, outcome] = pairs(predicted, realised)
  const sizes = Array.from(realised, Math.abs)
  const risky = risk && pairs(risk, sizes)
  return {
    names: score.length,
    ic: enough(score) ? correlationOf(score, outcome) : null,
    rankIC: enough(score) ? rankCorrelation(score, outcome) : null,
    rankICLag1: realisedNext ? rankICWith(predicted, realisedNext) : null,
    spread: enough(score) ? quintileSpread(score, outcome) : null,
    riskRankIC: risky && enough(risky[0]) ? rankCorrelation(...risky) : null,
    ...bandsOf(predicted, risk ?? [], realised),
  }
}

/** Rank IC of predictions with the returns of any date; null below 5 names and where either does not vary. */
export function rankICWith(
  predicted: ArrayLike<number>,
  realised: ArrayLike<number>,
): number | null {
  const [score, outcome] = pairs(predicted, realised)
  return enough(score) ? rankCorrelation(score, outcome) : null
}

/** Spearman's correlation: Pearson's of the average ranks; null where either does not vary. */
export function rankCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  return correlationOf(ranksOf(x), ranksOf(y))
}

/** `mean(y of the best ⌊m / 5⌋ by x) − mean(y of the worst)`, ties in order of position; null where x does not vary. */
export function quintileSpread(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const size = Math.floor(x.length / 5)
  const order = Array.from(x, (_, i) => i).sort((i, j) => x[j] - x[i] || i - j)
  if (size === 0 || x[order[0]] === x[order[order.length - 1]]) return null
  const meanOf = (places: readonly number[]) => mean(places.map((i) => y[i]))
  return meanOf(order.slice(0, size)) - meanOf(order.slice(-size))
}

/** The pairs of two columns where both are known. */
function pairs(x: ArrayLike<number>, y: ArrayLike<number>): [Float64Array, Float64Array] {
  const known = Array.from(x, (_, i) => i).filter(
    (i) => Number.isFinite(x[i]) && Number.isFinite(y[i]),
  )
  return [Float64Array.from(known, (i) => x[i]), Float64Array.from(known, (i) => y[i])]
}

function enough(values: Float64Array): boolean {
  return values.length >= PREDICTION_MINIMUM_NAMES
}

/** `(average rank) / m − ½`, which correlates as the average rank does. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const ranks = Float64Array.from(values)
  createRankNormaliser(ranks.length)(ranks)
  return ranks
}

function bandsOf(
  predicted: ArrayLike<number>,
  risk: ArrayLike<number>,
  realised: ArrayLike<number>,
): Pick<PredictionDay, 'bands' | 'covered' | 'zSum' | 'zSquares'> {
  let [bands, covered, zSum, zSquares] = [0, 0, 0, 0]
  for (let i = 0; i < risk.length; i++) {
    const z = (realised[i] - predicted[i]) / risk[i]
    if (!(risk[i] > 0) || !Number.isFinite(z)) continue
    bands++
    if (Math.abs(z) <= BAND_90) covered++
    zSum += z
    zSquares += z * z
  }
  return { bands, covered, zSum, zSquares }
}
