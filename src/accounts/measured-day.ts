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

/** The measures of consecutive dates with their lag 1, which the last one lacks until the next has returns. */
export function withLag<D extends MeasuredDay>(days: readonly D[]) {
  return days.map(({ rankICOfBefore: _, ...measures }, t) => ({
    ...measures,
    rankICLag1: days[t + 1]?.rankICOfBefore ?? null,
  }))
}

/** A date's measures as one row of doubles, NaN where undefined; later measures are added at its end. */
export function toStoredMeasures(day: MeasuredDay): Float64Array {
  const { names, ic, rankIC, rankICOfBefore, spread, riskRankIC } = day
  const { bands, covered, zSum, zSquares, zCounts } = day
  const measures = [ic, rankIC, rankICOfBefore, spread, riskRankIC].map(orMissing)
  return Float64Array.of(names, ...measures, bands, covered, zSum, zSquares, ...zCounts)
}

/** The inverse of `toStoredMeasures`. */
export function fromStoredMeasures(values: Float64Array): MeasuredDay {
  const [names = 0, ic, rankIC, rankICOfBefore, spread, riskRankIC] = values
  const [bands = 0, covered = 0, zSum = 0, zSquares = 0, ...zCounts] = values.subarray(6)
  return {
    names,
    ic: orNull(ic),
    rankIC: orNull(rankIC),
    rankICOfBefore: orNull(rankICOfBefore),
    spread: orNull(spread),
    riskRankIC: orNull(riskRankIC),
    bands,
    covered,
    zSum,
    zSquares,
    zCounts,
  }
}

function orMissing(value: number | null): number {
  return value ?? Number.NaN
}

function orNull(value = Number.NaN): number | null {
  return Number.isNaN(value) ? null : value
}
