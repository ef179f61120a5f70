import { setImmediate } from 'node:timers/promises'
import { measuredDay, withLag } from '../accounts/measured-day.js'
import type { PredictionDay } from '../accounts/prediction-day.js'
import type { ZCounts } from '../accounts/risk-reliability.js'
import type { DatedMeasuredDay } from '../store/read/prediction-measures.js'
import type { StoredSplit } from '../store/read/splits.js'
import { isPublished, type PublishedSplit, versionKey } from './chain.js'
import { type DateFilter, rangeOf, valuesOn } from './dated-values.js'
import { oncePerReads } from './once-per-reads.js'
import type { PerformanceReads } from './reads.js'
import { marketOf } from './series-of-split.js'
import { datesOf, returnsOn } from './split-days.js'

/** Measures of the predictions for a date, at lag 1 with the returns of the next one. */
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
  { name: 'prediction days', keyOf: versionKey, keptBytes: 150_000 },
  async (reads, split): Promise<readonly DatedPredictionDay[]> => {
    const dates = await datesOf(split, reads)
    return withLag(
      (await storedDays(split, dates, reads)) ?? (await measuredDays(split, dates, reads)),
    )
  },
)

/** As they were measured when each date was published; null where one was not measured then. */
async function storedDays(
  { current }: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<DatedMeasuredDay[] | null> {
  const range = rangeOf(dates)
  if (!range) return []
  const days = await reads.predictionMeasuresBetween.load({
    contentId: current.contentId,
    ...range,
  })
  const byDate = new Map(days.map((day) => [day.date, day]))
  const found = dates.flatMap((date) => byDate.get(date) ?? [])
  return found.length === dates.length ? found : null
}

/** The same of publications from before measures were stored, from their predictions and returns. */
async function measuredDays(
  split: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<DatedMeasuredDay[]> {
  const [means, risks] = await predictionsOn(split, dates, reads)
  if (means.every(({ length }) => length === 0)) return []
  const outcomes = await outcomesOn(split, dates, reads)
  const days: DatedMeasuredDay[] = []
  for (const [t, date] of dates.entries()) {
    if (t % DATES_AT_ONCE === 0) await setImmediate() // other requests go on meanwhile
    const [mean = NO_VALUES, risk, realised = NO_VALUES] = [means[t], risks[t], outcomes[t]]
    days.push({ date, ...measuredDay({ mean, risk, realised }, means[t - 1] ?? null) })
  }
  return days
}

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
