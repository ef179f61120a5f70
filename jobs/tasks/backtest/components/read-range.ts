import { marketData } from '../../../../src/characteristics/market-data.js'
import type { Execution } from '../../../../src/execution/settings.js'
import { lowerBound } from '../../../../src/lib/dates.js'
import type { DateRange, Split, SplitSource } from '../../../../src/results.js'
import { heldDatesBefore } from '../../../../src/walkforward/score.js'
import type { LoadedMarket } from '../../../market/load-market.js'
import { bookedTo, type ComponentRun, type ShownSplit } from './component-run.js'
import { datesOf } from './coverage.js'

export interface ReadOptions {
  readonly market: LoadedMarket
  readonly execution: Execution
  /** Dates before a decided one whose net returns are read. */
  readonly lookback: number
}

/**
 * The dates of which a split reads books: its own, those before them that held books depend on, and before these
 * the lookback with the book that its first date is traded from.
 */
export function readRange(split: Split, { market, execution, lookback }: ReadOptions): DateRange {
  const { dates, arrays } = market
  const held = heldDatesBefore(marketData(arrays), split.test, execution)
  const before = held + (lookback > 0 ? lookback + 1 : 0)
  const from = Math.max(0, lowerBound(dates, split.test.from) - before)
  const to = datesOf(split, market).at(-1) ?? split.test.to
  return { from: dates[from] ?? split.test.from, to }
}

/** The published splits of a run with books in the range. */
export function splitsWithin({ shown }: ComponentRun, { from, to }: DateRange): ShownSplit[] {
  return shown.filter((split) => split.testFrom <= to && bookedTo(split) >= from)
}

/** The published splits that a split is made of, run by run. */
export function sourcesOf(
  components: readonly ComponentRun[],
  split: Split,
  options: ReadOptions,
): SplitSource[] {
  const range = readRange(split, options)
  return components.flatMap((component) =>
    splitsWithin(component, range).map(({ runId, name, current }) => ({
      runId,
      split: name,
      version: current.version,
      contentId: current.contentId,
    })),
  )
}
