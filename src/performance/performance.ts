import type { Book } from '../accounts/account.js'
import type { CostRates } from '../accounts/costs.js'
import { explainedVariance } from '../accounts/explained-variance.js'
import { TRADING_DAYS } from '../accounts/moments.js'
import { type PnlRow, pnlOf } from '../accounts/pnl.js'
import { zip } from '../lib/zip.js'
import type { StoredSplit } from '../store/read/splits.js'
import { accountsOf, type Lag } from './accounts.js'
import { isPublished, type PublishedSplit } from './chain.js'
import type { DateFilter } from './dated-values.js'
import { hedgedNetOf } from './hedged-splits.js'
import { type DatedPredictionDay, predictionDaysIn } from './predictions.js'
import type { PerformanceReads } from './reads.js'
import {
  booksOn,
  datesOf,
  factorPortfolioReturnsOf,
  marketOf,
  residualDaysOf,
} from './split-days.js'

export interface AccountOptions {
  readonly filter: DateFilter
  readonly rates: CostRates
  readonly lag: Lag
}

/** Daily results over consecutive splits; what needs further reads is a function. */
export interface Performance {
  /** Of the dataset's calendar, by which its measures are annualised. */
  readonly datesPerYear: number
  readonly pnl: readonly PnlRow[]
  /** `[T]`, the dates of `pnl`; so is `hedgedNet`. */
  market(): Promise<(number | null)[]>
  hedgedNet(): Promise<(number | null)[]>
  explainedVariance(): Promise<number | null>
  /** Books of the dates, as they were decided for them. */
  books(): Promise<Book[]>
  /** Measures of the predictions of the dates; empty where the strategy predicts nothing. */
  predictions(): Promise<DatedPredictionDay[]>
  /** Returns of the dataset's factor portfolios, `[T]` of `[J]`; null where it has none. */
  factorReturns(): Promise<(readonly number[])[] | null>
}

/** The performance of the published ones of consecutive splits, over the dates that `filter` includes. */
export async function performanceOf(
  splits: readonly StoredSplit[],
  { filter, rates, lag }: AccountOptions,
  reads: PerformanceReads,
): Promise<Performance> {
  const published = splits.filter(isPublished)
  const bySplit = await Promise.all(published.map((split) => accountsOf(reads, split, lag)))
  const included = ({ date }: { readonly date: string }) => filter.includes(date)

  const inRange = async <T>(valuesOf: (split: PublishedSplit) => Promise<readonly T[]>) => {
    const values = await Promise.all(published.map(valuesOf))
    return zip(bySplit, values).flatMap(([rows, days]) =>
      zip(rows, days).flatMap(([row, day]) => (included(row) ? [day] : [])),
    )
  }
  return {
    datesPerYear: splits[0]?.datesPerYear ?? TRADING_DAYS,
    pnl: pnlOf(bySplit.flat().filter(included), rates),
    market: () => inRange((split) => marketOf(split, reads)),
    hedgedNet: () => inRange((split) => hedgedNetOf(reads, split, rates, lag)),
    explainedVariance: async () =>
      explainedVariance(await inRange((split) => residualDaysOf(split, reads))),
    books: () => inRange(async (split) => booksOn(split, await datesOf(split, reads), reads)),
    predictions: () => predictionDaysIn(published, filter, reads),
    factorReturns: async () => {
      const rows = await inRange((split) => factorPortfolioReturnsOf(split, reads))
      return rows.some((values) => values.length > 0) ? rows : null
    },
  }
}
