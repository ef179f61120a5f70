import { type Kysely, sql } from 'kysely'
import { inOrder } from '../../lib/in-order.js'
import type { Database } from '../tables/index.js'
import { type StoredSplit, selectSplits, toSplit } from './split-rows.js'

/**
 * Splits as they stood at an instant, in the order asked; null where not yet published then, or
 * where the version of then is no longer kept.
 */
export async function splitsAsOf(
  db: Kysely<Database>,
  asOf: Date,
  ids: readonly number[],
): Promise<(StoredSplit | null)[]> {
  const rows = await selectSplits(db, 'each')
    .where('split.id', '=', sql<number>`any(${ids}::int[])`)
    .where(sql<boolean>`coalesce(split.kept_since <= ${asOf}, true)`)
    .where('sv.id', '=', (of) =>
      of
        .selectFrom('split_version')
        .select('split_version.id')
        .whereRef('split_version.split_id', '=', 'split.id')
        .where('split_version.published_at', '<=', asOf)
        .orderBy('split_version.version', 'desc')
        .limit(1),
    )
    .execute()
  const splits = rows.map((row) => ({ ...toSplit(row), live: row.nextDate !== null, asOf }))
  return inOrder(ids, splits, (split) => split.id)
}

export interface SplitOfStrategy {
  readonly datasetId: number
  readonly strategy: string
  readonly name: string
}

/**
 * Splits as they stood at an instant in the run of their strategy that had published them last,
 * in the order asked; runs that were not to answer (`--no-promote`) do not count.
 */
export async function lastPublishedAsOf(
  db: Kysely<Database>,
  asOf: Date,
  keys: readonly SplitOfStrategy[],
): Promise<(StoredSplit | null)[]> {
  const { rows } = await sql<{ n: number; id: number }>`
    select k.n, split.id
    from unnest(${keys.map(({ datasetId }) => datasetId)}::int[],
      ${keys.map(({ strategy }) => strategy)}::text[], ${keys.map(({ name }) => name)}::text[])
      with ordinality as k (dataset_id, strategy, name, n)
    join run on run.dataset_id = k.dataset_id and run.strategy = k.strategy and run.promotable
    join split on split.run_id = run.id and split.name = k.name
    join split_version sv on sv.split_id = split.id and sv.published_at <= ${asOf}
    where coalesce(split.kept_since <= ${asOf}, true)
    order by k.n, sv.version`.execute(db)
  const ids = new Map(rows.map(({ n, id }) => [n, id]))
  const found = [...new Set(ids.values())]
  const splits = await splitsAsOf(db, asOf, found)
  return keys.map((_, i) => splits[found.indexOf(ids.get(i + 1) ?? -1)] ?? null)
}
