import type { Kysely } from 'kysely'
import type { Database } from '../tables/index.js'

export interface StoredDataVersion {
  readonly version: number
  readonly publishedAt: Date | null
  /** Last date with PnL in anything published. */
  readonly latestDate: string | null
}

/** The counter that every publication moves on; 0 before the first. */
export async function dataVersion(db: Kysely<Database>): Promise<StoredDataVersion> {
  const row = await db
    .selectFrom('data_version')
    .select((of) => [
      'version',
      'published_at as publishedAt',
      of
        .selectFrom('split')
        .innerJoin('split_version', 'split_version.id', 'split.current_version_id')
        .select((max) => max.fn.max('split_version.scored_to').as('latest'))
        .as('latestDate'),
    ])
    .executeTakeFirstOrThrow()
  return row
}
