import { type Kysely, sql } from 'kysely'
import { groupedInOrder, inOrder } from '../lib/in-order.js'
import type { EngineInfo, Split } from '../results.js'
import type { Database } from './tables/index.js'

export type SplitStatus = 'queued' | 'running' | 'published' | 'failed'

/** What was published of a split at one data version. */
export interface PublishedVersion {
  readonly id: number
  /** Key of the arrays (`*_day.content_id`); versions that differ in accounts alone share them. */
  readonly contentId: number
  readonly datasetVersionId: number
  /** The data version of that publication. */
  readonly version: number
  /** Last date with PnL, factor returns and residuals; null before the first. */
  readonly scoredTo: string | null
  /** The decided, not yet realised date of a live split. */
  readonly nextDate: string | null
  readonly publishedAt: Date
}

export interface StoredSplit {
  readonly id: number
  readonly runId: string
  readonly datasetId: number
  readonly strategy: string
  readonly name: string
  readonly status: SplitStatus
  readonly failure: string | null
  readonly live: boolean
  readonly trainFrom: string
  readonly trainTo: string
  readonly testFrom: string
  readonly testTo: string
  readonly datasetVersionId: number
  /** The seed whose factor model is served. */
  readonly seed: number
  readonly bookSeeds: readonly number[]
  readonly engine: string | null
  readonly engineInfo: EngineInfo | null
  readonly trainSeconds: number | null
  readonly factorCount: number
  readonly assetCount: number
  readonly characteristicNames: readonly string[]
  readonly characteristicGroups: readonly string[]
  /** Null until the first publication. */
  readonly current: PublishedVersion | null
  /** Set where `current` is what was published at that instant. */
  readonly asOf?: Date
}

export interface EnsureSplitsOptions {
  readonly runId: string
  readonly datasetVersionId: number
  readonly seeds: readonly number[]
  readonly splits: readonly Split[]
}

/**
 * Rows for the windows of a run, new ones queued; a live split that has ended becomes an ordinary
 * one. The answer is every split of the run, chronological.
 */
export async function ensureSplits(
  db: Kysely<Database>,
  { runId, datasetVersionId, seeds, splits }: EnsureSplitsOptions,
): Promise<StoredSplit[]> {
  if (splits.length > 0) {
    await db
      .insertInto('split')
      .values(
        splits.map((split) => ({
          run_id: runId,
          name: split.name,
          status: 'queued' as const,
          live: split.live,
          train_from: split.train.from,
          train_to: split.train.to,
          test_from: split.test.from,
          test_to: split.test.to,
          dataset_version_id: datasetVersionId,
          seed: seeds[0],
          book_seeds: [...seeds],
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'name']).doUpdateSet((excluded) => ({
          live: excluded.ref('excluded.live'),
          train_from: excluded.ref('excluded.train_from'),
          train_to: excluded.ref('excluded.train_to'),
          test_from: excluded.ref('excluded.test_from'),
          test_to: excluded.ref('excluded.test_to'),
          dataset_version_id: excluded.ref('excluded.dataset_version_id'),
        })),
      )
      .execute()
  }
  const [all] = await splitsOfRuns(db, [runId])
  return all
}

/** Notes that a split is being computed; what it published before stays visible. */
export async function markSplitRunning(
  db: Kysely<Database>,
  runId: string,
  name: string,
): Promise<void> {
  await db
    .updateTable('split')
    .set({
      status: sql`case when current_version_id is null then 'running' else 'published' end`,
      failure: null,
    })
    .where('run_id', '=', runId)
    .where('name', '=', name)
    .execute()
}

/** Keeps the reason of a failure; a split that was published before stays published. */
export async function failSplit(
  db: Kysely<Database>,
  runId: string,
  name: string,
  reason: string,
): Promise<void> {
  await db
    .updateTable('split')
    .set({
      status: sql`case when current_version_id is null then 'failed' else 'published' end`,
      failure: reason,
    })
    .where('run_id', '=', runId)
    .where('name', '=', name)
    .execute()
}

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

/**
 * Splits as they stood at an instant, in the order asked; null where not yet published then, or
 * where the version of then is no longer kept.
 */
export async function splitsAsOf(
  db: Kysely<Database>,
  asOf: Date,
  ids: readonly number[],
): Promise<(StoredSplit | null)[]> {
  const rows = await selectSplits(db, 'then')
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

function chronological(db: Kysely<Database>) {
  return selectSplits(db, 'current').orderBy('split.test_from').orderBy('split.live')
}

function selectSplits(db: Kysely<Database>, version: 'current' | 'then') {
  return db
    .selectFrom('split')
    .innerJoin('run', 'run.id', 'split.run_id')
    .leftJoin('split_version as sv', (join) =>
      version === 'current'
        ? join.onRef('sv.id', '=', 'split.current_version_id')
        : join.onRef('sv.split_id', '=', 'split.id'),
    )
    .select([
      'split.id',
      'split.run_id as runId',
      'run.dataset_id as datasetId',
      'run.strategy',
      'split.name',
      'split.status',
      'split.failure',
      'split.live',
      'split.train_from as trainFrom',
      'split.train_to as trainTo',
      'split.test_from as testFrom',
      'split.test_to as testTo',
      'split.dataset_version_id as datasetVersionId',
      'split.seed',
      'split.book_seeds as bookSeeds',
      'split.engine',
      'split.engine_info as engineInfo',
      'split.train_seconds as trainSeconds',
      'split.factor_count as factorCount',
      'split.asset_count as assetCount',
      'split.characteristic_names as characteristicNames',
      'split.characteristic_groups as characteristicGroups',
      'sv.id as versionId',
      'sv.content_id as contentId',
      'sv.dataset_version_id as publishedDatasetVersionId',
      'sv.version',
      'sv.scored_to as scoredTo',
      'sv.next_date as nextDate',
      'sv.published_at as publishedAt',
    ])
}

type SplitRow = Awaited<ReturnType<ReturnType<typeof selectSplits>['execute']>>[number]

function toSplit(row: SplitRow): StoredSplit {
  const {
    versionId,
    contentId,
    publishedDatasetVersionId,
    version,
    scoredTo,
    nextDate,
    publishedAt,
    ...split
  } = row
  if (
    versionId === null ||
    contentId === null ||
    publishedDatasetVersionId === null ||
    version === null ||
    publishedAt === null
  ) {
    return { ...split, current: null }
  }
  const datasetVersionId = publishedDatasetVersionId
  return {
    ...split,
    current: {
      id: versionId,
      contentId,
      datasetVersionId,
      version,
      scoredTo,
      nextDate,
      publishedAt,
    },
  }
}
