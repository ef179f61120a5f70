import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.js'

/** A split or a date of one that became visible. */
export interface StoredPublication {
  /** The data version that shows it. */
  readonly version: number
  readonly strategy: string
  readonly split: string
  readonly runId: string
  readonly dataset: string
  /** The last date that has a book. */
  readonly date: string | null
}

/** Everything published after a data version, in the order of publication. */
export async function publicationsAfter(
  db: Kysely<Database>,
  version: number,
): Promise<StoredPublication[]> {
  return db
    .selectFrom('split_version as sv')
    .innerJoin('split', 'split.id', 'sv.split_id')
    .innerJoin('run', 'run.id', 'split.run_id')
    .innerJoin('dataset', 'dataset.id', 'run.dataset_id')
    .select([
      'sv.version',
      'run.strategy',
      'split.name as split',
      'run.id as runId',
      'dataset.name as dataset',
      sql<string | null>`coalesce(sv.next_date, sv.scored_to)`.as('date'),
    ])
    .where('sv.version', '>', version)
    .orderBy('sv.version')
    .orderBy('split.test_from')
    .execute()
}

/** The data version of the last publication. */
export async function publishedVersion(db: Kysely<Database>): Promise<number> {
  const { version } = await db
    .selectFrom('data_version')
    .select('version')
    .executeTakeFirstOrThrow()
  return version
}
