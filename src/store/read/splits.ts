import { type Kysely, sql } from 'kysely'
import { groupedInOrder, inOrder } from '../../lib/in-order.js'
import type { Database } from '../tables/index.js'
import { type StoredSplit, selectSplits, toSplit } from './split-rows.js'

export type { PublishedVersion, StoredSplit } from './split-rows.js'

/** Every split of each run, chronological, the live one last; an empty list for an unknown run. */
export async function splitsOfRuns(
  db: Kysely<Database>,
  runIds: readonly string[],
): Promise<StoredSplit[][]> {
  const rows = await chronological(db)
    .where('split.run_id', '=', sql<string>`any(${runIds}::uuid[])`)
    .execute()
  return groupedInOrder(runIds, rows.map(toSplit), (split) => split.runId)
}

/** As `splitsOfRuns`, those with a published version alone. */
export async function publishedSplits(
  db: Kysely<Database>,
  runIds: readonly string[],
): Promise<StoredSplit[][]> {
  const all = await splitsOfRuns(db, runIds)
  return all.map((splits) => splits.filter(({ current }) => current !== null))
}

/** Splits in the order asked; null where there is none. */
export async function splitsById(
  db: Kysely<Database>,
  ids: readonly number[],
): Promise<(StoredSplit | null)[]> {
  const rows = await chronological(db)
    .where('split.id', '=', sql<number>`any(${ids}::int[])`)
    .execute()
  return inOrder(ids, rows.map(toSplit), (split) => split.id)
}

export interface SplitKey {
  readonly runId: string
  readonly name: string
}

/** Splits by run and name, in the order asked; null where there is none. */
export async function splitsByName(
  db: Kysely<Database>,
  keys: readonly SplitKey[],
): Promise<(StoredSplit | null)[]> {
  const rows = await chronological(db)
    .where(
      sql<boolean>`(split.run_id, split.name) in (select * from unnest(
        ${keys.map(({ runId }) => runId)}::uuid[], ${keys.map(({ name }) => name)}::text[]))`,
    )
    .execute()
  const textOf = ({ runId, name }: SplitKey) => `${runId} ${name}`
  return inOrder(keys.map(textOf), rows.map(toSplit), textOf)
}

function chronological(db: Kysely<Database>) {
  return selectSplits(db, 'current').orderBy('split.test_from').orderBy('split.live')
}
