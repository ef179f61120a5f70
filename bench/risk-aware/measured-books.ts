import { accountBooks, type Book } from '../../src/accounts/account.js'
import { hedgedNet } from '../../src/accounts/hedged.js'
import { type Measures, measuresOf } from '../../src/accounts/measures.js'
import { mean } from '../../src/accounts/moments.js'
import { pnlOf } from '../../src/accounts/pnl.js'
import type { MarketData, MarketView } from '../../src/data/source.js'
import { marketBetas } from '../../src/execution/market-betas.js'
import type { Execution } from '../../src/execution/settings.js'
import { at } from '../../src/lib/at.js'
import type { DayResult, SplitResult } from '../../src/results.js'

/** What the books of a strategy earned and were exposed to, over consecutive splits. */
export interface MeasuredBooks {
  readonly now: Measures
  readonly late: Measures
  /** Hedged net at lag 1 by date. */
  readonly lateHedged: readonly (number | null)[]
  /** Mean `Σ|w|`. */
  readonly grossExposure: number
  /** The largest of all dates, as a share of the capital. */
  readonly largestSectorNet: number | null
  readonly largestSectorGross: number | null
  readonly largestBeta: number
}

export function measuredBooks(
  results: readonly SplitResult[],
  market: MarketData,
  { riskDates }: Pick<Execution, 'riskDates'>,
): MeasuredBooks {
  const days = results.flatMap((result) => result.days).filter(({ realised }) => realised)
  const returns = days.map(
    ({ columns, realised }) =>
      new Map(Array.from(columns, (asset, i) => [asset, realised?.returns[i] ?? Number.NaN])),
  )
  const whole = market.asOf(at(days, days.length - 1).date)
  const rowOf = new Map(whole.dates.map((date, row) => [date, row]))
  const marketReturns = days.map(({ date }) => whole.market[rowOf.get(date) ?? 0] ?? Number.NaN)
  const books: Book[] = days.map(({ columns, book }) => ({ assets: columns, weights: book }))
  const atLag = (lag: number) => {
    const accounts = accountBooks(books, {
      lag,
      returnOf: (index, position) =>
        returns[index]?.get(position) ??
        whole.returns[cellOf(whole, days, index, position)] ??
        Number.NaN,
    })
    const pnl = pnlOf(accounts.map((account, i) => ({ date: at(days, i).date, ...account })))
    const hedged = hedgedNet(
      pnl.map(({ net }) => net),
      marketReturns,
    )
    return { hedged, measures: measuresOf({ pnl, hedgedNet: hedged, market: marketReturns }) }
  }
  const [now, late] = [atLag(0), atLag(1)]
  const exposures = days.map((day) =>
    exposuresOf(day, market.asOf(dateBefore(market, day.date)), riskDates),
  )
  const largest = (of: (one: Exposures) => number) => Math.max(...exposures.map(of))
  const hasSectors = whole.sectors.length > 0
  return {
    now: now.measures,
    late: late.measures,
    lateHedged: late.hedged,
    grossExposure: mean(days.map(({ book }) => book.reduce((sum, w) => sum + Math.abs(w), 0))),
    largestSectorNet: hasSectors ? largest(({ net }) => net) : null,
    largestSectorGross: hasSectors ? largest(({ gross }) => gross) : null,
    largestBeta: largest(({ beta }) => beta),
  }
}

/** The return of an asset that left the universe before its book did, at lag 1. */
function cellOf(
  { dates, assets }: MarketView,
  days: readonly DayResult[],
  index: number,
  position: number,
): number {
  return dates.indexOf(at(days, index).date) * assets.length + position
}

function dateBefore({ dates }: MarketData, date: string): string {
  return at(dates, dates.indexOf(date) - 1)
}

interface Exposures {
  readonly net: number
  readonly gross: number
  readonly beta: number
}

/** The largest |net| and gross exposure to a sector, and |beta|, known when the book was decided. */
function exposuresOf({ columns, book }: DayResult, view: MarketView, riskDates: number): Exposures {
  const net = new Map<number, number>()
  const gross = new Map<number, number>()
  const betas = marketBetas(view, columns, riskDates)
  let beta = 0
  columns.forEach((column, i) => {
    const weight = book[i] ?? 0
    beta += weight * (betas[i] ?? 0)
    const sector = view.sectorOf[column]
    if (sector === undefined) return
    net.set(sector, (net.get(sector) ?? 0) + weight)
    gross.set(sector, (gross.get(sector) ?? 0) + Math.abs(weight))
  })
  return {
    net: Math.max(0, ...Array.from(net.values(), Math.abs)),
    gross: Math.max(0, ...gross.values()),
    beta: Math.abs(beta),
  }
}
