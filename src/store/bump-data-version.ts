import { type Kysely, sql } from 'kysely'
import type { Database } from './tables/index.js'

/**
 * Moves the data version on after a change that is no publication (a dataset registered or removed,
 * a run promoted), so that cached answers are not kept. Before the first publication it stays 0.
 */
export async function bumpDataVersion(db: Kysely<Database>): Promise<void> {
  await db
    .updateTable('data_version')
    .set({ version: sql`version + 1` })
    .where('version', '>', 0)
    .execute()
}
