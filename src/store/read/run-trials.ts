import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.js'
import type { StoredRun } from './runs.js'

/**
 * How many settings of each run's strategy were tried on its dataset: runs that differ in their
 * configuration, whatever their seeds and engine, those made to choose settings included.
 */
export async function trialCounts(
  db: Kysely<Database>,
  runs: readonly Pick<StoredRun, 'datasetId' | 'strategy'>[],
): Promise<number[]> {
  const { rows } = await sql<{ n: number; count: number }>`
    select k.n, count(distinct run.config_hash)::int as count
    from unnest(${runs.map(({ datasetId }) => datasetId)}::int[],
      ${runs.map(({ strategy }) => strategy)}::text[]) with ordinality as k (dataset_id, strategy, n)
    join run on run.dataset_id = k.dataset_id and run.strategy = k.strategy
    group by k.n`.execute(db)
  const counts = new Map(rows.map(({ n, count }) => [Number(n), count]))
  return runs.map((_, i) => counts.get(i + 1) ?? 0)
}
