import { sql } from 'kysely'
import { accountDay } from '../accounts/account.js'
import { inheritedBook, type Neighbour, neighbourOf, storedBook } from './split-books.js'
import type { StoredSplit } from './splits.js'
import { splitsById } from './splits.js'
import type { Transaction } from './transaction.js'
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
  const opening = await storedBook(transaction, after.contentId, after.firstDate)
  if (!opening) return undefined
  const previous = await inheritedBook(transaction, successor, after.firstDate)
  const { turnover } = accountDay(opening, previous, () => Number.NaN)

  const accounted = await turnoverNow(transaction, after)
  if (accounted === turnover) return undefined
  const versionId = await copyVersion(transaction, after, version)
  await sql`update pnl_day set turnover = ${turnover}
    where split_version_id = ${versionId} and date = ${after.firstDate}::date`.execute(
    transaction.db,
  )
  if (after.scoredTo === null) {
    const { closes } = await transaction.db
      .selectFrom('split_version')
      .select('closes')
      .where('id', '=', versionId)
      .executeTakeFirstOrThrow()
    await writeOrders(transaction, {
      datasetId: successor.datasetId,
      versionId,
      current: previous,
      target: opening,
      closes,
    })
  }
  return after
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

/** A version with the same content and accounts. */
async function copyVersion(
  { db }: Transaction,
  after: Neighbour,
  version: number,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into split_version
      (split_id, content_id, dataset_version_id, version, scored_to, next_date, closes)
    select split_id, content_id, dataset_version_id, ${version}, scored_to, next_date, closes
    from split_version where id = ${after.versionId}
    returning id`.execute(db)
  const [{ id }] = rows
  await sql`insert into pnl_day
    select ${id}, date, gross, turnover, short_exposure from pnl_day
    where split_version_id = ${after.versionId}`.execute(db)
  if (after.scoredTo !== null) {
    await sql`insert into order_day
      select ${id}, asset_id, current_weight, target_weight, price from order_day
      where split_version_id = ${after.versionId}`.execute(db)
  }
  await db
    .updateTable('split')
    .set({ current_version_id: id })
    .where('id', '=', after.splitId)
    .execute()
  return id
}
