import { type AssetSums, combined, toAssetSums, withDays } from '../accounts/range-sums.js'
import { takeTurn } from '../lib/turns.js'
import { zip } from '../lib/zip.js'
import type { PublishedSplit } from './chain.js'
import { rangeOf, valuesOn } from './dated-values.js'
import type { PerformanceReads } from './reads.js'
import { booksOn, datesOf, returnsOn } from './split-days.js'

/** Sums of a range by asset. */
export interface SumsOfRange {
  readonly dates: number
  readonly sums: AssetSums
  /** The sums of which those are a difference, whose rounding they carry. */
  readonly scale: AssetSums
}

/** Ranges up to this long are summed day by day, which is as fast and more exact. */
const SHORT_RANGE = 16
const DATES_AT_ONCE = 32
const NO_VALUES = new Float32Array(0)

/** Sums by asset over consecutive dates of a split. */
export async function assetSumsIn(
  split: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<SumsOfRange> {
  const range = rangeOf(dates)
  const sums = range && (await differenceOf(split, { ...range, count: dates.length }, reads))
  if (sums) return { dates: dates.length, ...sums }
  const summed = await summedDays(split, dates, null, reads)
  return { dates: dates.length, sums: summed, scale: summed }
}

/** Sums over the ranges of several splits of a dataset. */
export function together(parts: readonly SumsOfRange[]): SumsOfRange | null {
  const [first, ...others] = parts
  if (!first) return null
  return others.reduce(
    (a, b) => ({
      dates: a.dates + b.dates,
      sums: combined(a.sums, b.sums, 1),
      scale: combined(a.scale, b.scale, 1),
    }),
    first,
  )
}

interface DatedRange {
  readonly from: string
  readonly to: string
  readonly count: number
}

/** Sums to the last date less those to the date before the first; null where a long part is not stored. */
async function differenceOf(
  split: PublishedSplit,
  { from, to, count }: DatedRange,
  reads: PerformanceReads,
): Promise<Omit<SumsOfRange, 'dates'> | null> {
  const all = await datesOf(split, reads)
  const [first, last] = [all.indexOf(from), all.indexOf(to)]
  if (count <= SHORT_RANGE || last - first + 1 !== count) return null
  const end = await sumsTo(split, all.slice(0, last + 1), reads)
  if (!end || first === 0) return end && { sums: end, scale: end }
  const before = await sumsTo(split, all.slice(0, first), reads)
  await takeTurn()
  return before && { sums: combined(end, before, -1), scale: end }
}

/** Sums of a split's first dates, from the stored ones of a few dates before the last. */
async function sumsTo(
  split: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<AssetSums | null> {
  const { contentId } = split.current
  const stored = await reads.assetSumsUpTo.load({ contentId, date: dates.at(-1) ?? '' })
  const tail = stored ? dates.filter((date) => date > stored.date) : dates
  if (tail.length >= SHORT_RANGE) return null
  return summedDays(split, tail, stored && toAssetSums(stored.values), reads)
}

/** `start` and the dates, some at a time so that long ranges neither hold up others nor are in memory whole. */
async function summedDays(
  split: PublishedSplit,
  dates: readonly string[],
  start: AssetSums | null,
  reads: PerformanceReads,
): Promise<AssetSums> {
  let sums = start ?? withDays([], 0)
  for (let at = 0; at < dates.length; at += DATES_AT_ONCE) {
    const days = await daysOn(split, dates.slice(at, at + DATES_AT_ONCE), reads)
    await takeTurn()
    const length = days.reduce((most, { returns }) => Math.max(most, returns.length), 0)
    sums = withDays(days, length, sums)
  }
  return sums
}

async function daysOn(split: PublishedSplit, dates: readonly string[], reads: PerformanceReads) {
  const range = rangeOf(dates)
  if (!range) return []
  const [books, returns, residuals] = await Promise.all([
    booksOn(split, dates, reads),
    returnsOn(split, dates, reads),
    reads.residualsBetween.load({ contentId: split.current.contentId, ...range }),
  ])
  return zip(zip(books, returns), valuesOn(dates, residuals, NO_VALUES)).map(
    ([[book, realised], values]) => ({ book, returns: realised, residuals: values }),
  )
}
