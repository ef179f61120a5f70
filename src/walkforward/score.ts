import { setImmediate } from 'node:timers/promises'
import type { MarketData, MarketView } from '../data/source.js'
import { BookKeeper } from '../execution/book-keeper.js'
import { DEFAULT_EXECUTION, type Execution } from '../execution/settings.js'
import { suspensionDates } from '../execution/suspensions.js'
import { lowerBound } from '../lib/dates.js'
import { AbortedError } from '../lib/errors.js'
import type { DateRange, DayResult, RealisedDay } from '../results.js'
import type { Decider } from '../strategy/decider.js'
import { tradedReturn } from '../strategy/traded-axis.js'

export interface ScoreOptions {
  readonly market: MarketData
  readonly decider: Decider
  readonly test: DateRange
  /** How decided books are held; as they are decided by default. */
  readonly execution?: Execution
  readonly signal?: AbortSignal
}

/**
 * Decides and realises each date of the test range, in order; `nextDate` too where it lies in the
 * range, without returns. A date t is decided on the view of t−1, so nothing of t or later can enter
 * its weights. What the decider remembers on the first test dates comes from the dates before them.
 * The first date of the data has none before it and is not scored.
 */
export async function* scoreDates(options: ScoreOptions): AsyncGenerator<DayResult> {
  const { market, decider, test, signal } = options
  const execution = options.execution ?? DEFAULT_EXECUTION
  const keeper = new BookKeeper(execution, market.assets, decider.factorLegs)
  const { walkFrom, holdFrom, from, end } = rowsOf(options, keeper.warmUp, execution)
  let view = end > walkFrom ? viewAfter(market, walkFrom - 1) : null
  for (let row = walkFrom; row < end && view; row++) {
    await setImmediate() // lets signals, timers and heartbeats through
    if (signal?.aborted) throw new AbortedError(`stopped while scoring ${test.from} to ${test.to}`)
    const after = viewAfter(market, row)
    const { book, ...decided } = decider.decide(view)
    const realised = after && realise(decider, after, decided.columns)
    if (row >= holdFrom) {
      const held = Float32Array.from(keeper.hold(view, decided.columns, book))
      if (row >= from) yield { ...decided, date: view.nextDate, book: held, realised }
    }
    view = after
  }
}

/** The view at the close of a row's date; null where it has not happened yet. */
function viewAfter(market: MarketData, row: number): MarketView | null {
  const date = market.dates[row]
  return date === undefined ? null : market.asOf(date)
}

/** `after` is the view at the close of the date that was decided. */
function realise(decider: Decider, after: MarketView, columns: Int32Array): RealisedDay {
  const last = after.dates.length - 1
  const returns = Float64Array.from(columns, (column) => tradedReturn(after, last, column))
  return { returns, ...decider.realise?.(returns) }
}

/**
 * Rows of the dates; the row after the last is `nextDate`. The keeper of held books begins where books
 * are decided, not with the lookback: a flat book held there would count as the first one held.
 */
function rowsOf(
  { market, decider, test }: ScoreOptions,
  warmUpOfBooks: number,
  execution: Execution,
) {
  const { dates, nextDate } = market
  const from = Math.max(1, lowerBound(dates, test.from))
  const inData = dates.findLastIndex((date) => date <= test.to) + 1
  const live = test.from <= nextDate && nextDate <= test.to
  const before = Math.max(warmUpOfBooks, suspendedBefore(market, from, execution))
  const holdFrom = Math.max(1, from - decider.warmUp - before)
  const walkFrom = Math.max(1, holdFrom - decider.lookback)
  return { from, end: inData + (live ? 1 : 0), holdFrom, walkFrom }
}

/** Dates before a test range whose books the held ones of the range depend on. */
export function heldDatesBefore(market: MarketData, test: DateRange, execution: Execution): number {
  const from = Math.max(1, lowerBound(market.dates, test.from))
  const { warmUp } = new BookKeeper(execution, market.assets)
  return Math.max(warmUp, suspendedBefore(market, from, execution))
}

function suspendedBefore(market: MarketData, from: number, { holdSuspended }: Execution): number {
  return holdSuspended ? suspensionDates(market, from) : 0
}
