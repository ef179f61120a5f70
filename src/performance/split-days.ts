import { type Book, toBook } from '../accounts/account.js'
import type { ResidualDay } from '../accounts/explained-variance.js'
import { zip } from '../lib/zip.js'
import type { StoredSplit } from '../store/read/splits.js'
import type { PublishedSplit } from './chain.js'
import { rangeOf, valuesOn } from './dated-values.js'
import type { PerformanceReads } from './reads.js'

const NO_RETURNS = new Float64Array(0)
const NO_VALUES = new Float32Array(0)

/** The dates that a split has results of, ascending. */
export async function datesOf(split: PublishedSplit, reads: PerformanceReads): Promise<string[]> {
  const rows = await reads.accountRows.load(split.current.id)
  return rows.map(({ date }) => date)
}

/** Books of the dates, as they were decided for them. */
export async function booksOn(
  { current }: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<Book[]> {
  const range = rangeOf(dates)
  if (!range) return []
  const days = await reads.weightsBetween.load({ contentId: current.contentId, ...range })
  return valuesOn(dates, days, NO_VALUES).map(toBook)
}

/** Returns over the asset axis, `[T]`. */
export async function returnsOn(
  { datasetId }: StoredSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<Float64Array[]> {
  const range = rangeOf(dates)
  if (!range) return []
  return valuesOn(dates, await reads.returnsBetween.load({ datasetId, ...range }), NO_RETURNS)
}

/** Residuals and returns of a split's dates. */
export async function residualDaysOf(
  split: PublishedSplit,
  reads: PerformanceReads,
): Promise<ResidualDay[]> {
  const dates = await datesOf(split, reads)
  const range = rangeOf(dates)
  if (!range) return []
  const [residuals, returns] = await Promise.all([
    reads.residualsBetween.load({ contentId: split.current.contentId, ...range }),
    returnsOn(split, dates, reads),
  ])
  return zip(valuesOn(dates, residuals, NO_VALUES), returns).map(([values, realised]) => ({
    residuals: values,
    returns: realised,
  }))
}
