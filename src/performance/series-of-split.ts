import { isFactorSymbol } from '../lib/factor-symbols.js'
import type { PublishedSplit } from './chain.js'
import { inPieces } from './in-pieces.js'
import { oncePerReads } from './once-per-reads.js'
import type { PerformanceReads } from './reads.js'
import { datesOf, returnsOn } from './split-days.js'

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
