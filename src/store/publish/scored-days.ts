import { sql } from 'kysely'
import type { PublishedVersion, StoredSplit } from '../read/splits.js'
import type { ScoredDayTable } from '../tables/scored-day.js'
import type { Transaction } from '../transaction.js'

export type ScoredDay = ScoredDayTable

/** The digests of the dates that a version shows, chronological. */
export function scoredDays(
  { db }: Transaction,
  { contentId, scoredTo, nextDate }: PublishedVersion,
): Promise<ScoredDayTable[]> {
  return db
    .selectFrom('scored_day')
    .selectAll()
    .where('content_id', '=', contentId)
    .where('date', '<=', sql<string>`${nextDate ?? scoredTo}::date`)
    .orderBy('date')
    .execute()
}

/** Whether a version's content holds more than it shows: the split was rolled back to it. */
export async function hasLaterDays(
  { db }: Transaction,
  { contentId, scoredTo, nextDate }: PublishedVersion,
): Promise<boolean> {
  const later = await db
    .selectFrom('scored_day')
    .select('date')
    .where('content_id', '=', contentId)
    .where('date', '>', sql<string>`${nextDate ?? scoredTo}::date`)
    .limit(1)
    .executeTakeFirst()
  if (later) return true
  if (nextDate === null) return false
  const next = await db
    .selectFrom('scored_day')
    .select('realised')
    .where('content_id', '=', contentId)
    .where('date', '=', nextDate)
    .executeTakeFirst()
  return next?.realised != null
}

/** Whether the data gained a date, before the decided one, after the book for it was decided. */
export async function isDecidedEarlier(
  { db }: Transaction,
  { datasetId, current }: StoredSplit,
): Promise<boolean> {
  if (!current?.nextDate) return false
  const { rows } = await sql<{ gained: boolean }>`
    select exists (
      select from return_day
      where dataset_id = ${datasetId} and date < ${current.nextDate}::date and date > (
        select last_date from dataset_version where id = ${current.datasetVersionId})) as gained`.execute(
    db,
  )
  return rows[0]?.gained === true
}
