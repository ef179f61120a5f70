import { sql } from 'kysely'
import { accountDay, type Book, toBook } from '../../accounts/account.js'
import { DEFAULT_COST_RATES } from '../../accounts/costs.js'
import { costsKey, pnlOf, printPnl } from '../../accounts/pnl.js'
import { type CopyValue, copyRows } from '../copy-rows.js'
import { accountRows } from '../read/pnl.js'
import type { StoredSplit } from '../read/splits.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'
import { inheritedBook, storedBook } from './split-books.js'
import { writeOrders } from './write-orders.js'

export interface AccountsOptions {
  readonly versionId: number
  readonly contentId: number
  readonly kept: readonly { readonly date: string }[]
  readonly days: readonly AxisDay[]
  /** Last unadjusted closes over the asset axis, null where unknown. */
  readonly closes: readonly (number | null)[] | null
}

/** PnL of every date, and the orders of a live split; dates before the result's keep theirs. */
export async function writeAccounts(
  transaction: Transaction,
  split: StoredSplit,
  { versionId, contentId, kept, days, closes }: AccountsOptions,
): Promise<void> {
  const [first] = days
  if (!first) return
  const earlier = kept.findLast(({ date }) => date < first.date)
  if (earlier) await copyAccountsBefore(transaction, split, versionId, first.date)
  let previous: Book | null = earlier
    ? ((await storedBook(transaction, contentId, earlier.date)) ?? null)
    : await inheritedBook(transaction, split, first.date)

  const rows: CopyValue[][] = []
  for (const { date, book: weights, returns } of days) {
    const book = toBook(weights)
    if (returns) {
      const returnOf = (position: number) => returns[position] ?? Number.NaN
      const account = accountDay(book, previous, returnOf)
      rows.push([versionId, date, account.gross, account.turnover, account.shortExposure])
      previous = book
      continue
    }
    const { datasetId } = split
    await writeOrders(transaction, {
      datasetId,
      versionId,
      current: previous,
      target: book,
      closes,
    })
  }
  await copyRows(transaction.client, { table: 'pnl_day', columns: PNL, rows })
}

/** The accounts before a date are those of the version that answers until now. */
async function copyAccountsBefore(
  { db }: Transaction,
  { id }: StoredSplit,
  versionId: number,
  date: string,
): Promise<void> {
  await sql`insert into pnl_day
    select ${versionId}, date, gross, turnover, short_exposure from pnl_day
    where split_version_id = (select current_version_id from split where id = ${id})
      and date < ${date}::date`.execute(db)
}

/** Prints the PnL of a version, once all its accounts are written, for readers to pass on. */
export async function printAccounts({ db }: Transaction, versionId: number): Promise<void> {
  const [rows = []] = await accountRows(db, [versionId])
  const costs = costsKey(DEFAULT_COST_RATES)
  const columns = printPnl(pnlOf(rows, DEFAULT_COST_RATES)).map(({ column, count, text }) => ({
    split_version_id: versionId,
    column,
    costs,
    count,
    v: text,
  }))
  if (rows.length > 0 && columns.length > 0)
    await db.insertInto('printed_pnl').values(columns).execute()
}

const PNL = {
  split_version_id: 'int8',
  date: 'date',
  gross: 'float8',
  turnover: 'float8',
  short_exposure: 'float8',
} as const
