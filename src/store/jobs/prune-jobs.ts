import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.js'

/**
 * Removes jobs that ended more than `keepDays` ago and slots as old; the newest slot of each task is
 * kept, as missed ticks are counted from it. Answers the number of jobs removed.
 */
export async function pruneJobs(db: Kysely<Database>, keepDays: number): Promise<number> {
  await sql`delete from job_slot where slot < now() - ${keepDays} * interval '1 day'
    and slot < (select max(newest.slot) from job_slot newest where newest.task = job_slot.task)`.execute(
    db,
  )
  const { numDeletedRows } = await db
    .deleteFrom('job')
    .where('status', 'in', ['done', 'failed', 'cancelled'])
    .where(sql<boolean>`finished_at < now() - ${keepDays} * interval '1 day'`)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
