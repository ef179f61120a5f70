import type { Kysely } from 'kysely'
import type { Database } from '../tables/index.js'

/** The last date with PnL in what was published of a dataset; null before the first. */
export interface DatasetLatestDate {
  readonly dataset: string
  readonly latestDate: string | null
}

/** Of every dataset, the oldest first. */
export function latestDates(db: Kysely<Database>): Promise<DatasetLatestDate[]> {
  return db
    .selectFrom('dataset')
    .leftJoin('run', 'run.dataset_id', 'dataset.id')
    .leftJoin('split', 'split.run_id', 'run.id')
    .leftJoin('split_version', 'split_version.id', 'split.current_version_id')
    .groupBy(['dataset.id', 'dataset.name', 'dataset.created_at'])
    .orderBy('dataset.created_at')
    .orderBy('dataset.id')
    .select((of) => [
      'dataset.name as dataset',
      of.fn.max('split_version.scored_to').as('latestDate'),
    ])
    .execute()
}
