import {
  type PredictedDay,
  type PredictionDay,
  predictionDay,
  rankICWith,
} from './prediction-day.js'
import { type ZCounts, zCountsOf } from './risk-reliability.js'

/** Measures of predictions that are known on a date, and never change afterwards. */
export interface MeasuredDay extends Omit<PredictionDay, 'rankICLag1'> {
  /** Rank IC of the predictions for the date before with the returns of this one: its `rankICLag1`. */
  readonly rankICOfBefore: number | null
  readonly zCounts: ZCounts
}

/** Measures of a date's predictions, and of those for the date before at lag 1; null on a first date. */
export function measuredDay(
  day: Omit<PredictedDay, 'realisedNext'>,
  meanBefore: ArrayLike<number> | null,
): MeasuredDay {
  const { rankICLag1: _, ...measures } = predictionDay(day)
  const rankICOfBefore = meanBefore && rankICWith(meanBefore, day.realised)
  return { ...measures, rankICOfBefore, zCounts: zCountsOf(day) }
}

/** The measures of consecutive dates with their lag 1, which the last one does not have yet. */
export function withLag<D extends MeasuredDay>(days: readonly D[]) {
  return days.map(({ rankICOfBefore: _, ...measures }, t) => ({
    ...measures,
    rankICLag1: days[t + 1]?.rankICOfBefore ?? null,
  }))
}

/** The numbers of a date in the order in which they are stored, which only grows; the z counts are last. */
const STORED = [
  'names',
  'ic',
  'rankIC',
  'rankICOfBefore',
  'spread',
  'riskRankIC',
  'bands',
  'covered',
  'zSum',
  'zSquares',
] as const satisfies readonly (keyof MeasuredDay)[]

/** A date's measures as one row of doubles, NaN where undefined. */
export function toStoredMeasures(day: MeasuredDay): Float64Array {
  return Float64Array.from([...STORED.map((name) => day[name] ?? Number.NaN), ...day.zCounts])
}

/** The inverse of `toStoredMeasures`. */
export function fromStoredMeasures(values: ArrayLike<number>): MeasuredDay {
  const numbers = STORED.map((name, i) => [name, Number.isNaN(values[i]) ? null : values[i]])
  const zCounts = Array.from(values).slice(STORED.length)
  return { ...Object.fromEntries(numbers), zCounts } // every name of STORED, by construction
}
