import type { Kysely } from 'kysely'
import type { Database } from '../tables/index.js'

/** Runs `read` on one snapshot of the database: all its statements see the same publications. */
export function inSnapshot<T>(
  db: Kysely<Database>,
  read: (snapshot: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(read)
}
