import { sql } from 'kysely'
import { accountDay, type Book } from '../../accounts/account.js'
import { oneRow } from '../one-row.js'
import type { StoredSplit } from '../read/splits.js'
import { splitsById } from '../read/splits.js'
import type { Transaction } from '../transaction.js'
import { inheritedBook, type Neighbour, neighbourOf, storedBook } from './split-books.js'
import { printAccounts } from './write-accounts.js'
import { writeOrders } from './write-orders.js'

/**
 * Accounts the split after `split` again, whose first trade starts from the book that `split` ends
 * with: a new version of it that shares the content. The name of that split, where it changed.
 */
export async function reaccountSuccessor(
  transaction: Transaction,
  split: StoredSplit,
  version: number,
): Promise<Neighbour | undefined> {
  const after = await neighbourOf(transaction, split, 'after')
  if (!after) return undefined
  const [successor] = await splitsById(transaction.db, [after.splitId])
  if (!successor) return undefined
  const opening = await openingOf(transaction, successor, after)
  if (!opening || (await turnoverNow(transaction, after)) === opening.turnover) return undefined
  const versionId = await copyVersion(transaction, after.versionId, version)
  await accountOpening(transaction, successor, { ...after, versionId })
  await printAccounts(transaction, versionId)
  return after
}

/** Accounts the first date of a version again, whose trades start from the book before it. */
export async function accountOpening(
  transaction: Transaction,
  split: StoredSplit,
  version: Pick<Neighbour, 'versionId' | 'contentId' | 'scoredTo' | 'firstDate'>,
): Promise<void> {
  const opening = await openingOf(transaction, split, version)
  if (!opening) return
  const { versionId, scoredTo, firstDate } = version
  const { db } = transaction
  if (scoredTo !== null) {
    await db
      .updateTable('pnl_day')
      .set({ turnover: opening.turnover })
      .where('split_version_id', '=', versionId)
      .where('date', '=', firstDate)
      .execute()
    return
  }
  const { closes } = await db
    .selectFrom('split_version')
    .select('closes')
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow()
  await db.deleteFrom('order_day').where('split_version_id', '=', versionId).execute()
  const { previous: current, book: target } = opening
  await writeOrders(transaction, { datasetId: split.datasetId, versionId, current, target, closes })
}

interface Opening {
  readonly book: Book
  readonly previous: Book | null
  readonly turnover: number
}

async function openingOf(
  transaction: Transaction,
  split: StoredSplit,
  { contentId, firstDate }: Pick<Neighbour, 'contentId' | 'firstDate'>,
): Promise<Opening | undefined> {
  const book = await storedBook(transaction, contentId, firstDate)
  if (!book) return undefined
  const previous = await inheritedBook(transaction, split, firstDate)
  const { turnover } = accountDay(book, previous, () => Number.NaN)
  return { book, previous, turnover }
}

/** The turnover of the first date as it stands: of its account, or of the orders for it. */
async function turnoverNow({ db }: Transaction, after: Neighbour): Promise<number | undefined> {
  if (after.scoredTo !== null) {
    const row = await db
      .selectFrom('pnl_day')
      .select('turnover')
      .where('split_version_id', '=', after.versionId)
      .where('date', '=', after.firstDate)
      .executeTakeFirst()
    return row?.turnover
  }
  const rows = await db
    .selectFrom('order_day')
    .innerJoin('asset', 'asset.id', 'order_day.asset_id')
    .select(['current_weight', 'target_weight'])
    .where('split_version_id', '=', after.versionId)
    .orderBy('asset.position')
    .execute()
  return rows.reduce((sum, row) => sum + Math.abs(row.target_weight - row.current_weight), 0)
}

/** Shows a version again under another number: the same content, accounts and orders. */
export async function copyVersion(
  { db }: Transaction,
  of: number,
  version: number,
): Promise<number> {
  const inserted = await sql<{ id: number; splitId: number }>`
    insert into split_version
      (split_id, content_id, dataset_version_id, version, scored_to, next_date, closes, warnings,
        sources)
    select split_id, content_id, dataset_version_id, ${version}, scored_to, next_date, closes,
      warnings, sources
    from split_version where id = ${of}
    returning id, split_id as "splitId"`.execute(db)
  const { id, splitId } = oneRow(inserted)
  await sql`insert into pnl_day
    select ${id}, date, gross, turnover, short_exposure from pnl_day
    where split_version_id = ${of}`.execute(db)
  await sql`insert into order_day
    select ${id}, asset_id, current_weight, target_weight, price from order_day
    where split_version_id = ${of}`.execute(db)
  await db.updateTable('split').set({ current_version_id: id }).where('id', '=', splitId).execute()
  return id
}
