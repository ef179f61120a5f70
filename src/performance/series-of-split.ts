import { type DayShape, shapeOfDay } from '../accounts/book-shape.js'
import { isFactorSymbol } from '../lib/factor-symbols.js'
import type { PublishedSplit } from './chain.js'
import { inPieces, rangeOf, valuesOn } from './dated-values.js'
import { oncePerReads } from './once-per-reads.js'
import type { PerformanceReads } from './reads.js'
import { booksOn, datesOf, returnsOn } from './split-days.js'

/** Returns of the equal-weight universe on a split's dates, `[T]`. */
export function marketOf(
  split: PublishedSplit,
  reads: PerformanceReads,
): Promise<readonly (number | null)[]> {
  return keptMarket(reads, split)
}

/** Returns of a dataset's factor portfolios on a split's dates, `[T]` of `[J]`; J may be 0. */
export function factorPortfolioReturnsOf(
  split: PublishedSplit,
  reads: PerformanceReads,
): Promise<readonly (readonly number[])[]> {
  return keptFactorPortfolios(reads, split)
}

const keptMarket = oncePerReads(
  {
    name: 'market',
    keyOf: (split: PublishedSplit) => String(split.current.id),
    keptBytes: 4000,
  },
  async (reads, split): Promise<readonly (number | null)[]> => {
    const rows = await reads.marketRows.load(split.current.id)
    return rows.map(({ market }) => market)
  },
)

const keptFactorPortfolios = oncePerReads(
  {
    name: 'factor portfolios',
    keyOf: (split: PublishedSplit) => String(split.current.id),
    keptBytes: 25_000,
  },
  async (reads, split): Promise<readonly (readonly number[])[]> => {
    const dates = await datesOf(split, reads)
    const axis = await reads.axis.load(split.datasetId)
    const positions = axis.filter(({ symbol }) => isFactorSymbol(symbol)).map((one) => one.position)
    if (positions.length === 0) return dates.map(() => [])
    return inPieces(
      dates,
      (some) => returnsOn(split, some, reads),
      (days) => days.map((values) => positions.map((at) => values[at] ?? Number.NaN)),
    )
  },
)

/** Shape of the book of each date of a split, `[T]`: of any range it is a mean and a median of these. */
export const bookShapesOf = oncePerReads(
  {
    name: 'book shapes',
    keyOf: (split: PublishedSplit) => String(split.current.id),
    keptBytes: 10_000,
  },
  async (reads, split): Promise<readonly DayShape[]> =>
    inPieces(
      await datesOf(split, reads),
      (some) => booksOn(split, some, reads),
      (books) => books.map(shapeOfDay),
    ),
)

/** Residuals of each date of a split over the asset axis. */
export interface ResidualDays {
  readonly dates: readonly string[]
  /** `[T]` */
  readonly values: readonly Float32Array[]
}

const NO_VALUES = new Float32Array(0)
const [DATES_A_SPLIT, VALUE_BYTES] = [252, 4]

/** Read once for a version: the risk of each date looks back over 252 of them. */
export const residualDaysIn = oncePerReads(
  {
    name: 'residuals',
    keyOf: (split: PublishedSplit) => String(split.current.id),
    keptBytes: ({ assetCount }) => DATES_A_SPLIT * VALUE_BYTES * assetCount,
  },
  async (reads, split): Promise<ResidualDays> => {
    const { contentId } = split.current
    const dates = await datesOf(split, reads)
    const read = async (some: readonly string[]) => {
      const range = rangeOf(some)
      return range ? reads.residualsBetween.load({ contentId, ...range }) : []
    }
    const values = await inPieces(dates, read, (days, some) => valuesOn(some, days, NO_VALUES))
    return { dates, values }
  },
)
