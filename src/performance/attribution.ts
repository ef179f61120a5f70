import {
  type AttributedDay,
  type Attribution,
  attributeByFactor,
  attributeByLabel,
} from '../accounts/attribution.js'
import type { AxisValues } from '../accounts/axis-values.js'
import { pnlOf } from '../accounts/pnl.js'
import { never } from '../lib/assert.js'
import { zip } from '../lib/zip.js'
import type { StoredSplit } from '../store/read/splits.js'
import { isPublished, type PublishedSplit } from './chain.js'
import { type DateFilter, rangeOf } from './dated-values.js'
import type { PerformanceReads } from './reads.js'
import { booksOn, returnsOn } from './split-days.js'

export interface AttributionOptions {
  readonly by: 'FACTOR' | 'SECTOR' | 'ASSET'
  readonly filter: DateFilter
}

interface DatedDay extends AttributedDay {
  readonly date: string
}

/** The label of assets without a sector. */
export const NO_SECTOR = 'no sector'

/** Net return of the range by factor, sector or asset; nothing of a split that is not published. */
export async function attributionOf(
  split: StoredSplit,
  { by, filter }: AttributionOptions,
  reads: PerformanceReads,
): Promise<Attribution[]> {
  if (!isPublished(split)) return []
  const days = await daysOf(split, filter, reads)
  if (days.length === 0) return []
  switch (by) {
    case 'FACTOR':
      return byFactor(split, days, reads)
    case 'SECTOR':
    case 'ASSET':
      return byAsset(split, days, by, reads)
    default:
      return never(by)
  }
}

async function daysOf(
  split: PublishedSplit,
  filter: DateFilter,
  reads: PerformanceReads,
): Promise<DatedDay[]> {
  const rows = await reads.accountRows.load(split.current.id)
  const pnl = pnlOf(rows.filter(({ date }) => filter.includes(date)))
  const dates = pnl.map(({ date }) => date)
  const books = await booksOn(split, dates, reads)
  return zip(pnl, books).map(([{ date, gross, cost }, book]) => ({ date, gross, cost, book }))
}

async function byFactor(
  split: PublishedSplit,
  days: readonly DatedDay[],
  reads: PerformanceReads,
): Promise<Attribution[]> {
  const dates = days.map(({ date }) => date)
  const factors = await factorsOn(split, dates, reads)
  return attributeByFactor(zip(days, factors).map(([day, factor]) => ({ ...day, ...factor })))
}

async function byAsset(
  split: PublishedSplit,
  days: readonly DatedDay[],
  by: 'SECTOR' | 'ASSET',
  reads: PerformanceReads,
): Promise<Attribution[]> {
  const dates = days.map(({ date }) => date)
  const [returns, axis] = await Promise.all([
    returnsOn(split, dates, reads),
    reads.axis.load(split.datasetId),
  ])
  const labels = axis.map(({ symbol, sector }) => (by === 'ASSET' ? symbol : (sector ?? NO_SECTOR)))
  return attributeByLabel(
    zip(days, returns).map(([day, realised]) => ({ ...day, returns: realised })),
    (position) => labels[position] ?? NO_SECTOR,
  )
}

interface FactorModelDay {
  readonly betas: readonly AxisValues[]
  readonly factorReturns: AxisValues
}

async function factorsOn(
  { current }: PublishedSplit,
  dates: readonly string[],
  reads: PerformanceReads,
): Promise<FactorModelDay[]> {
  const range = rangeOf(dates)
  if (!range) return []
  const key = { contentId: current.contentId, ...range }
  const [betas, returns] = await Promise.all([
    reads.betasBetween.load(key),
    reads.factorReturnsBetween.load(key),
  ])
  const betasByDate = new Map(betas.map(({ date, byFactor }) => [date, byFactor]))
  const returnsByDate = new Map(returns.map(({ date, values }) => [date, values]))
  return dates.map((date) => ({
    betas: betasByDate.get(date) ?? [],
    factorReturns: returnsByDate.get(date) ?? [],
  }))
}
