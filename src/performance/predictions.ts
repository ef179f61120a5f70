import { setImmediate } from 'node:timers/promises'
import { type PredictionDay, predictionDay } from '../accounts/prediction-day.js'
import { type ZCounts, zCountsOf } from '../accounts/risk-reliability.js'
import type { StoredSplit } from '../store/read/splits.js'
import { isPublished, type PublishedSplit, versionKey } from './chain.js'
import { type DateFilter, rangeOf, valuesOn } from './dated-values.js'
import { oncePerReads } from './once-per-reads.js'
import type { PerformanceReads } from './reads.js'
import { datesOf, marketOf, returnsOn } from './split-days.js'

/** Measures of the predictions for a date. */
export interface DatedPredictionDay extends PredictionDay {
  readonly date: string
  readonly zCounts: ZCounts
}

const NO_VALUES = new Float32Array(0)
/** Some 10 ms of work on 500 assets. */
const DATES_AT_ONCE = 10

/** The published ones of consecutive splits, over the dates that `filter` includes, chronological. */
export async function predictionDaysIn(
  splits: readonly StoredSplit[],
  filter: DateFilter,
  reads: PerformanceReads,
): Promise<DatedPredictionDay[]> {
  const published = splits.filter(isPublished)
  const days = await Promise.all(published.map((split) => predictionDaysOf(reads, split)))
  return days.flat().filter(({ date }) => filter.includes(date))
}

/**
 * Measures of a split's predictions on each of its dates with returns: mean and risk against the return
 * of the date less that of the equal-weight universe. Lag 1 is against the split's next date, so its
 * last date has none. Empty where nothing was predicted.
 */
export const predictionDaysOf = oncePerReads(
  versionKey,
  async (reads, split): Promise<readonly DatedPredictionDay[]> => {
    const dates = await datesOf(split, reads)
    const [means, risks] = await predictionsOn(split, dates, reads)
    if (means.every(({ length }) => length === 0)) return []
    const outcomes = await outcomesOn(split, dates, reads)
    const days: DatedPredictionDay[] = []
    for (const [t, date] of dates.entries()) {
      if (t % DATES_AT_ONCE === 0) await setImmediate() // other requests go on meanwhile
      const [mean = NO_VALUES, risk, realised = NO_VALUES] = [means[t], risks[t], outcomes[t]]
      const day = { mean, risk, realised, realisedNext: outcomes[t + 1] }
      days.push({ date, ...predictionDay(day), zCounts: zCountsOf(day) })
    }
    return days
  },
)

/** Predicted means and risks over the asset axis, `[T]` each. */
async function predictionsOn(
  { current }: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<[Float32Array[], Float32Array[]]> {
  const range = rangeOf(dates)
  if (!range) return [[], []]
  const key = { contentId: current.contentId, ...range }
  const [means, risks] = await Promise.all([
    reads.predictedMeansBetween.load(key),
    reads.predictedRisksBetween.load(key),
  ])
  return [valuesOn(dates, means, NO_VALUES), valuesOn(dates, risks, NO_VALUES)]
}

/** `R − m` over the asset axis, `[T]`; NaN where either is missing. */
async function outcomesOn(
  split: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<Float64Array[]> {
  const [returns, market] = await Promise.all([
    returnsOn(split, dates, reads),
    marketOf(split, reads),
  ])
  return returns.map((values, t) => values.map((value) => value - (market[t] ?? Number.NaN)))
}
