import { accountBooks, type Book } from '../accounts/account.js'
import type { AccountRow } from '../accounts/pnl.js'
import { zip } from '../lib/zip.js'
import type { StoredSplit } from '../store/read/splits.js'
import { chainKey, type PublishedSplit, predecessorOf, versionKey } from './chain.js'
import { inPieces } from './dated-values.js'
import { oncePerReads } from './once-per-reads.js'
import type { PerformanceReads } from './reads.js'
import { booksOn, datesOf, returnsOn } from './split-days.js'

/** Days between the date a book was made for and the date it is held on. */
export type Lag = 0 | 1

/** The account of every date of a split: as published, or of the books decided `lag` days earlier. */
export async function accountsOf(
  reads: PerformanceReads,
  split: PublishedSplit,
  lag: Lag,
): Promise<readonly AccountRow[]> {
  return lag === 0 ? reads.accountRows.load(split.current.id) : laggedAccountsOf(reads, split, lag)
}

const laggedAccountsOf = oncePerReads(
  {
    name: 'accounts',
    keyOf: (split: PublishedSplit, lag: Lag) => `${versionKey(split)} ${lag}`,
    keptBytes: 25_000,
    contextOf: (reads, split) => chainKey(split, reads),
  },
  async (reads, split, lag): Promise<readonly AccountRow[]> => {
    const rows = await reads.accountRows.load(split.current.id)
    if (rows.length === 0) return rows
    const dates = rows.map(({ date }) => date)
    let previous = await booksBefore(split, lag + 1, reads)
    const read = (some: readonly string[]) =>
      Promise.all([booksOn(split, some, reads), returnsOn(split, some, reads)])
    return inPieces(dates, read, ([books, returns], some) => {
      const returnOf = (index: number, position: number) => returns[index]?.[position] ?? Number.NaN
      const accounts = accountBooks(books, { previous, lag, returnOf })
      previous = [...previous, ...books].slice(-(lag + 1))
      return zip(accounts, some).map(([account, date]) => ({ ...account, date }))
    })
  },
)

/** The last `count` books before a split's first date, oldest first; fewer where the book began flat. */
export async function booksBefore(
  split: StoredSplit,
  count: number,
  reads: PerformanceReads,
): Promise<Book[]> {
  const before = await predecessorOf(split, reads)
  if (!before) return []
  const dates = await datesOf(before, reads)
  const books = await booksOn(before, dates.slice(-count), reads)
  if (books.length === count) return books
  return [...(await booksBefore(before, count - books.length, reads)), ...books]
}
