import { accountBooks, type Book, toBook } from '../../src/accounts/account.js'
import type { CostRates } from '../../src/accounts/costs.js'
import { explainedVariance } from '../../src/accounts/explained-variance.js'
import { HEDGE_DATES, hedgedNet } from '../../src/accounts/hedged.js'
import { type AccountRow, type PnlRow, pnlOf } from '../../src/accounts/pnl.js'
import { isFactorSymbol } from '../../src/lib/factor-symbols.js'
import type { StoredSplit } from '../../src/store/splits.js'
import type { DateFilter, Lag } from '../api/arguments.js'
import type { Loaders } from '../api/loaders.js'
import { oncePerRequest } from '../api/per-request.js'
import { isPublished, type PublishedSplit, predecessorOf } from './predecessor.js'

export interface AccountOptions {
  readonly filter: DateFilter
  readonly rates: CostRates
  readonly lag: Lag
}

/** Daily results over consecutive splits; what needs further reads is a function. */
export interface Performance {
  readonly pnl: readonly PnlRow[]
  /** `[T]`, the dates of `pnl`. */
  market(): Promise<(number | null)[]>
  hedgedNet(): Promise<(number | null)[]>
  explainedVariance(): Promise<number | null>
  /** Books of the dates, as they were decided for them. */
  books(): Promise<Book[]>
  /** Returns of the dataset's factor portfolios, `[T]` of `[J]`; null where it has none. */
  factorReturns(): Promise<(readonly number[])[] | null>
}

/** Unpublished splits are gaps. */
export async function performanceOf(
  splits: readonly StoredSplit[],
  { filter, rates, lag }: AccountOptions,
  loaders: Loaders,
): Promise<Performance> {
  const published = splits.filter(isPublished)
  const bySplit = await Promise.all(published.map((split) => accountsOf(loaders, split, lag)))
  const included = ({ date }: { readonly date: string }) => filter.includes(date)

  const inRange = async <T>(valuesOf: (split: PublishedSplit) => Promise<readonly T[]>) => {
    const values = await Promise.all(published.map(valuesOf))
    return values.flatMap((days, i) => days.filter((_, t) => included(bySplit[i][t])))
  }
  return {
    pnl: pnlOf(bySplit.flat().filter(included), rates),
    market: () => inRange((split) => marketOf(split, loaders)),
    hedgedNet: () => inRange((split) => hedgedOf(loaders, split, rates, lag)),
    explainedVariance: async () =>
      explainedVariance(await inRange((split) => residualDaysOf(split, loaders))),
    factorReturns: async () => {
      const rows = await inRange((split) => factorReturnsOf(split, loaders))
      return rows.some((values) => values.length > 0) ? rows : null
    },
    books: () =>
      inRange(async (split) => {
        const rows = await loaders.accountRows.load(split.current.id)
        return booksOn(
          split,
          rows.map(({ date }) => date),
          loaders,
        )
      }),
  }
}

/** The account of every date of a split: as stored, or of the books decided `lag` days earlier. */
const accountsOf = oncePerRequest(
  (split: PublishedSplit, lag: Lag) => `${versionKey(split)} ${lag}`,
  async (loaders, split, lag): Promise<readonly AccountRow[]> => {
    const rows = await loaders.accountRows.load(split.current.id)
    if (lag === 0 || rows.length === 0) return rows
    const dates = rows.map(({ date }) => date)
    const [books, previous, returns] = await Promise.all([
      booksOn(split, dates, loaders),
      booksBefore(split, lag + 1, loaders),
      returnsOn(split, dates, loaders),
    ])
    const accounts = accountBooks(books, {
      previous,
      lag,
      returnOf: (index, position) => returns[index][position] ?? Number.NaN,
    })
    return accounts.map((account, index) => ({ ...account, date: dates[index] }))
  },
)

/** Versions are accounted with the splits before them, of which an instant in the past shows others. */
function versionKey({ current, asOf }: PublishedSplit): string {
  return `${current.id} ${asOf?.toISOString() ?? ''}`
}

/** The last `count` books before a split's first date, oldest first; fewer where the run began. */
async function booksBefore(split: StoredSplit, count: number, loaders: Loaders): Promise<Book[]> {
  const before = await predecessorOf(split, loaders)
  if (!before) return []
  const rows = await loaders.accountRows.load(before.current.id)
  const books = await booksOn(
    before,
    rows.slice(-count).map(({ date }) => date),
    loaders,
  )
  if (books.length === count) return books
  return [...(await booksBefore(before, count - books.length, loaders)), ...books]
}

export async function booksOn(
  { current }: PublishedSplit,
  dates: readonly string[],
  loaders: Loaders,
): Promise<Book[]> {
  if (dates.length === 0) return []
  const range = { contentId: current.contentId, from: dates[0], to: dates[dates.length - 1] }
  const days = await loaders.weightsBetween.load(range)
  return valuesOn(dates, days, NO_VALUES).map(toBook)
}

export async function returnsOn(
  { datasetId }: StoredSplit,
  dates: readonly string[],
  loaders: Loaders,
): Promise<Float64Array[]> {
  if (dates.length === 0) return []
  const range = { datasetId, from: dates[0], to: dates[dates.length - 1] }
  return valuesOn(dates, await loaders.returnsBetween.load(range), NO_RETURNS)
}

const NO_RETURNS = new Float64Array(0)
const NO_VALUES = new Float32Array(0)

/** The values of each date, `none` where there are none. */
function valuesOn<A>(
  dates: readonly string[],
  days: readonly { readonly date: string; readonly values: A }[],
  none: A,
): A[] {
  const byDate = new Map(days.map(({ date, values }) => [date, values]))
  return dates.map((date) => byDate.get(date) ?? none)
}

async function marketOf(split: PublishedSplit, loaders: Loaders): Promise<(number | null)[]> {
  const rows = await loaders.marketRows.load(split.current.id)
  return rows.map(({ market }) => market)
}

/** Hedged net of a split, with as much of the splits before as its first date looks back at. */
const hedgedOf = oncePerRequest(
  (split: PublishedSplit, rates: CostRates, lag: Lag) =>
    `${versionKey(split)} ${rates.tradingCostBps} ${rates.shortCostBps} ${lag}`,
  async (loaders, split, rates, lag): Promise<(number | null)[]> => {
    const { rows, market, before } = await withHistory(split, lag, loaders)
    const net = pnlOf(rows, rates).map((row) => row.net)
    return hedgedNet(net, market, rates).slice(before)
  },
)

/** A split's accounts and market after those of as many splits before as the hedge looks back at. */
export async function withHistory(split: PublishedSplit, lag: Lag, loaders: Loaders) {
  let [rows, market] = await hedgeInputs(split, lag, loaders)
  const length = rows.length
  let earlier = await predecessorOf(split, loaders)
  // One date more than the beta needs: its change on the first date is charged.
  while (earlier && rows.length - length <= HEDGE_DATES) {
    const [earlierRows, earlierMarket] = await hedgeInputs(earlier, lag, loaders)
    rows = [...earlierRows, ...rows]
    market = [...earlierMarket, ...market]
    earlier = await predecessorOf(earlier, loaders)
  }
  return { rows, market, before: rows.length - length }
}

function hedgeInputs(split: PublishedSplit, lag: Lag, loaders: Loaders) {
  return Promise.all([accountsOf(loaders, split, lag), marketOf(split, loaders)])
}

/** What a dataset's factor portfolios returned on a split's dates. */
async function factorReturnsOf(split: PublishedSplit, loaders: Loaders): Promise<number[][]> {
  const [rows, axis] = await Promise.all([
    loaders.accountRows.load(split.current.id),
    loaders.axis.load(split.datasetId),
  ])
  const dates = rows.map(({ date }) => date)
  const positions = axis.filter(({ symbol }) => isFactorSymbol(symbol)).map((one) => one.position)
  if (positions.length === 0) return dates.map(() => [])
  const returns = await returnsOn(split, dates, loaders)
  return returns.map((values) => positions.map((at) => values[at] ?? Number.NaN))
}

async function residualDaysOf(split: PublishedSplit, loaders: Loaders) {
  const rows = await loaders.accountRows.load(split.current.id)
  const dates = rows.map(({ date }) => date)
  if (dates.length === 0) return []
  const range = {
    contentId: split.current.contentId,
    from: dates[0],
    to: dates[dates.length - 1],
  }
  const [residuals, returns] = await Promise.all([
    loaders.residualsBetween.load(range),
    returnsOn(split, dates, loaders),
  ])
  return valuesOn(dates, residuals, NO_VALUES).map((values, t) => ({
    residuals: values,
    returns: returns[t],
  }))
}
