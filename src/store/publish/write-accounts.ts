import { sql } from 'kysely'
import { accountDay, type Book, toBook } from '../../accounts/account.js'
import type { StoredSplit } from '../splits.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'
import { type CopyValue, copyRows } from './copy.js'
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
  const earlier = kept.filter(({ date }) => date < first.date)
  const { db, client } = transaction
  await sql`insert into pnl_day
    select ${versionId}, date, gross, turnover, short_exposure from pnl_day
    where split_version_id = (select current_version_id from split where id = ${split.id})
      and date < ${first.date}::date and ${earlier.length > 0}`.execute(db)
  let previous: Book | null =
    earlier.length > 0
      ? ((await storedBook(transaction, contentId, earlier[earlier.length - 1].date)) ?? null)
      : await inheritedBook(transaction, split, first.date)

  const rows: CopyValue[][] = []
  for (const { date, assetWeights, realised } of days) {
    const book = toBook(assetWeights)
    if (realised) {
      const { returns } = realised
      const account = accountDay(book, previous, (position) => returns[position])
      rows.push([versionId, date, account.gross, account.turnover, account.shortExposure])
      previous = book
      continue
    }
    await writeOrders(transaction, {
      datasetId: split.datasetId,
      versionId: versionId,
      current: previous,
      target: book,
      closes,
    })
  }
  await copyRows(client, { table: 'pnl_day', columns: PNL, rows })
}

const PNL = {
  split_version_id: 'int8',
  date: 'date',
  gross: 'float8',
  turnover: 'float8',
  short_exposure: 'float8',
} as const
