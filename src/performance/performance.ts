import type { DayShape } from '../accounts/book-shape.js'
import type { CostRates } from '../accounts/costs.js'
import { TRADING_DAYS } from '../accounts/moments.js'
import { type PnlRow, pnlOf } from '../accounts/pnl.js'
import { explainedFromSums } from '../accounts/range-sums.js'
import { takeTurn } from '../lib/turns.js'
import { zip } from '../lib/zip.js'
import type { StoredSplit } from '../store/read/splits.js'
import { accountsOf, type Lag } from './accounts.js'
import { chainKey, isPublished, type PublishedSplit, versionKey } from './chain.js'
import type { DateFilter } from './dated-values.js'
import { hedgedNetOf } from './hedged-splits.js'
import { onDemand } from './on-demand.js'
import { oncePerReads } from './once-per-reads.js'
import { type DatedPredictionDay, predictionDaysIn } from './predictions.js'
import { assetSumsIn, together } from './range-sums.js'
import type { PerformanceReads } from './reads.js'
import { bookShapesOf, factorPortfolioReturnsOf, marketOf } from './series-of-split.js'
import { datesOf } from './split-days.js'

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
  /** Shapes of the books of the dates, as they were decided for them. */
  bookShapes(): Promise<DayShape[]>
  /** Measures of the predictions of the dates; empty where the strategy predicts nothing. */
  predictions(): Promise<DatedPredictionDay[]>
  /** Returns of the dataset's factor portfolios, `[T]` of `[J]`; null where it has none. */
  factorReturns(): Promise<(readonly number[])[] | null>
  /** What `compute` answers of this performance, once for each name and kept with it. */
  computed<T>(name: string, compute: () => Promise<T>): Promise<T>
}

/**
 * The performance of the published ones of consecutive splits, over the dates that `filter` includes. Many
 * splits of one answer may be of the same run, of which the same is asked: that is computed once.
 */
export function performanceOf(
  splits: readonly StoredSplit[],
  options: AccountOptions,
  reads: PerformanceReads,
): Promise<Performance> {
  const { range } = options.filter
  if (range === undefined || splits.length < 2) return performanceIn(splits, options, reads)
  return performanceOnce(reads, splits, options, range)
}

const performanceOnce = oncePerReads(
  {
    name: 'performance',
    keyOf: (
      splits: readonly StoredSplit[],
      { rates: { tradingCostBps, shortCostBps }, lag }: AccountOptions,
      range: string,
    ) => {
      const versions = splits.map((split) => (isPublished(split) ? versionKey(split) : split.id))
      return `${versions} ${range} ${tradingCostBps} ${shortCostBps} ${lag}`
    },
    keptBytes: null,
  },
  (reads, splits, options, _range): Promise<Performance> => performanceIn(splits, options, reads),
)

async function performanceIn(
  splits: readonly StoredSplit[],
  { filter, rates, lag }: AccountOptions,
  reads: PerformanceReads,
): Promise<Performance> {
  const published = splits.filter(isPublished)
  const bySplit = await Promise.all(published.map((split) => accountsOf(reads, split, lag)))
  await takeTurn()
  const included = ({ date }: { readonly date: string }) => filter.includes(date)

  const rows = bySplit.length === 1 ? (bySplit[0] ?? []) : bySplit.flat()
  const pnl = pnlOf(rows.filter(included), rates)
  const key = onDemand(() => keyOf(published, pnl, rates, lag))
  const inRange = async <T>(valuesOf: (split: PublishedSplit) => Promise<readonly T[]>) => {
    const values = await Promise.all(published.map(valuesOf))
    await takeTurn()
    return zip(bySplit, values).flatMap(([rows, days]) =>
      zip(rows, days).flatMap(([row, day]) => (included(row) ? [day] : [])),
    )
  }
  return {
    datesPerYear: splits[0]?.datesPerYear ?? TRADING_DAYS,
    pnl,
    market: () => inRange((split) => marketOf(split, reads)),
    hedgedNet: () => inRange((split) => hedgedNetOf(reads, split, rates, lag)),
    explainedVariance: () => explainedOn(reads, published, pnl.map(dateOf)),
    bookShapes: () => inRange((split) => bookShapesOf(reads, split)),
    predictions: () => predictionDaysIn(published, filter, reads),
    factorReturns: async () => {
      const rows = await inRange((split) => factorPortfolioReturnsOf(split, reads))
      return rows.some((values) => values.length > 0) ? rows : null
    },
    computed: <T>(name: string, compute: () => Promise<T>) =>
      namedOf(reads, published, `${name} ${key()}`, compute) as Promise<T>, // of the name, and so of T
  }
}

function keyOf(
  splits: readonly PublishedSplit[],
  pnl: readonly PnlRow[],
  { tradingCostBps, shortCostBps }: CostRates,
  lag: Lag,
): string {
  const versions = splits.map(versionKey).join()
  const range = [pnl.at(0)?.date, pnl.at(-1)?.date, pnl.length]
  return `${versions} ${range} ${tradingCostBps} ${shortCostBps} ${lag}`
}

const NUMBER_BYTES = 500

/** Some numbers of the performance of splits; the last one's chain names all before it. */
const namedOf = oncePerReads(
  {
    name: 'measures',
    keyOf: (_: readonly PublishedSplit[], key: string, __: () => Promise<unknown>) => key,
    keptBytes: NUMBER_BYTES,
    contextOf: async (reads, splits) => {
      const last = splits.at(-1)
      return last ? chainKey(last, reads) : ''
    },
  },
  (_, __, ___, compute) => compute(),
)

/** Explained variance over the dates, from the sums of each split's part of them. */
const explainedOn = oncePerReads(
  {
    name: 'explained variance',
    keyOf: (splits: readonly PublishedSplit[], dates: readonly string[]) =>
      `${splits.map(versionKey).join()} ${dates.at(0)} ${dates.at(-1)} ${dates.length}`,
    keptBytes: NUMBER_BYTES,
  },
  async (reads, splits, dates): Promise<number | null> => {
    const wanted = new Set(dates)
    const parts = []
    for (const split of splits) {
      const own = (await datesOf(split, reads)).filter((date) => wanted.has(date))
      if (own.length > 0) parts.push(await assetSumsIn(split, own, reads))
    }
    await takeTurn()
    const all = together(parts)
    return all && explainedFromSums(all.sums, all.dates, all.scale)
  },
)

function dateOf({ date }: PnlRow): string {
  return date
}
