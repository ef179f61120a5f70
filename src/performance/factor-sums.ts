import { factorSumsBetween, withFactorDay } from '../accounts/factor-sums.js'
import { takeTurn } from '../lib/turns.js'
import type { PublishedSplit } from './chain.js'
import { rangeOf, valuesOn } from './dated-values.js'
import type { PerformanceReads } from './reads.js'
import { booksOn, datesOf } from './split-days.js'

const NO_SUMS = new Float64Array(0)
const DATES_AT_ONCE = 16

/** Sums by factor over consecutive dates of a split: stored ones, else of each day. */
export async function factorSumsIn(
  split: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<Float64Array> {
  const range = rangeOf(dates)
  if (!range) return NO_SUMS
  const all = await datesOf(split, reads)
  const before = all[all.indexOf(range.from) - 1]
  const { contentId } = split.current
  const [to, from] = await Promise.all([
    reads.factorSumsOn.load({ contentId, date: range.to }),
    before === undefined ? null : reads.factorSumsOn.load({ contentId, date: before }),
  ])
  const isStored = to && (before === undefined || from)
  if (!isStored) return summedDays(split, dates, reads)
  return factorSumsBetween(to.values, from?.values ?? NO_SUMS)
}

async function summedDays(
  split: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<Float64Array> {
  let sums: Float64Array = NO_SUMS
  for (let at = 0; at < dates.length; at += DATES_AT_ONCE) {
    const days = await daysOn(split, dates.slice(at, at + DATES_AT_ONCE), reads)
    await takeTurn()
    for (const day of days) sums = withFactorDay(sums, day)
  }
  return sums
}

async function daysOn(split: PublishedSplit, dates: readonly string[], reads: PerformanceReads) {
  const range = rangeOf(dates)
  if (!range) return []
  const key = { contentId: split.current.contentId, ...range }
  const [books, betas, returns] = await Promise.all([
    booksOn(split, dates, reads),
    reads.betasBetween.load(key),
    reads.factorReturnsBetween.load(key),
  ])
  const betasOf = new Map(betas.map(({ date, byFactor }) => [date, byFactor]))
  const factorReturns = valuesOn(dates, returns, [])
  return books.map((book, t) => ({
    book,
    betas: betasOf.get(dates[t] ?? '') ?? [],
    factorReturns: factorReturns[t] ?? [],
  }))
}
