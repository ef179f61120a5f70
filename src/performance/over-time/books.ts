import { effectiveNames, netExposure } from '../../accounts/book-shape.js'
import { takeTurn } from '../../lib/turns.js'
import { zip } from '../../lib/zip.js'
import type { StoredSplit } from '../../store/read/splits.js'
import { isPublished, versionKey } from '../chain.js'
import type { DateFilter } from '../dated-values.js'
import { oncePerReads } from '../once-per-reads.js'
import type { PerformanceReads } from '../reads.js'
import { booksOn, datesOf } from '../split-days.js'

/** What the book of a date is like. */
export interface BookDay {
  readonly date: string
  /** `(Σ|w|)² / Σ w²` */
  readonly effectiveNames: number
  /** `Σ|w|` */
  readonly grossExposure: number
  /** `Σ w` */
  readonly netExposure: number
  /** Weights other than 0. */
  readonly positions: number
}

/** The books of a split on the dates that `filter` includes, chronological. */
export async function booksIn(
  split: StoredSplit,
  filter: DateFilter,
  reads: PerformanceReads,
): Promise<BookDay[]> {
  if (!isPublished(split)) return []
  const days = await bookDaysOf(reads, split)
  return days.filter(({ date }) => filter.includes(date))
}

const bookDaysOf = oncePerReads(
  { name: 'book days', keyOf: versionKey, keptBytes: 40_000 },
  async (reads, split): Promise<readonly BookDay[]> => {
    const dates = await datesOf(split, reads)
    const books = await booksOn(split, dates, reads)
    await takeTurn()
    return zip(dates, books).map(([date, book]) => ({
      date,
      effectiveNames: effectiveNames(book),
      grossExposure: book.weights.reduce((sum, weight) => sum + Math.abs(weight), 0),
      netExposure: netExposure(book),
      positions: book.weights.filter((weight) => weight !== 0).length,
    }))
  },
)
