import { type Kysely, sql } from 'kysely'
import { oneRow } from '../one-row.js'
import type { Database } from '../tables/index.js'

/** Whether a split has ever decided for a date that was not yet there. */
export async function wasLive(db: Kysely<Database>, splitId: number): Promise<boolean> {
  const answer = await sql<{ live: boolean }>`
    select exists (select from split_version
      where split_id = ${splitId} and next_date is not null) as live`.execute(db)
  return oneRow(answer).live
}
