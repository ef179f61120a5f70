import { sql } from 'kysely'
import type { SplitResult, SplitSource } from '../../results.js'
import { oneRow } from '../one-row.js'
import type { StoredSplit } from '../read/splits.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'

/** Stores that what is published holds for these data too. */
export async function confirm(
  { db }: Transaction,
  { id, current }: StoredSplit,
  dataVersionId: number,
  sources?: readonly SplitSource[],
): Promise<void> {
  await db
    .updateTable('split_version')
    .set({
      dataset_version_id: sql`greatest(dataset_version_id, ${dataVersionId})`,
      ...(sources && { sources: JSON.stringify(sources) }),
    })
    .where('id', '=', current?.id ?? null)
    .execute()
  await db
    .updateTable('split')
    .set({ status: 'published', failure: null })
    .where('id', '=', id)
    .execute()
}

export interface VersionIds {
  readonly versionId: number
  readonly contentId: number
}

export interface VersionOptions {
  readonly dataVersionId: number
  readonly days: readonly AxisDay[]
  /** The days of before that this version keeps. */
  readonly kept: readonly unknown[]
  /** Last unadjusted closes over the asset axis, null where unknown; of a live split. */
  readonly closes: readonly (number | null)[] | null
  readonly sources?: readonly SplitSource[]
}

/** A version that is not shown yet; `show` gives it its number. */
export async function addVersion(
  { db }: Transaction,
  { id, current }: StoredSplit,
  { dataVersionId, days, kept, closes, sources }: VersionOptions,
): Promise<VersionIds> {
  const inserted = await sql<VersionIds>`
    with new as (select nextval(pg_get_serial_sequence('split_version', 'id')) as id)
    insert into split_version
      (id, split_id, content_id, dataset_version_id, version, scored_to, next_date,
        closes, sources)
    overriding system value
    select id, ${id}, ${kept.length > 0 ? (current?.contentId ?? null) : sql`id`},
      ${dataVersionId}, 0, ${scoredToOf(days)}::date, ${nextDateOf(days)}::date,
      ${closes}::float8[], ${sources ? JSON.stringify(sources) : null}::jsonb
    from new
    returning id as "versionId", content_id as "contentId"`.execute(db)
  return oneRow(inserted)
}

export async function nextDataVersion({ db }: Transaction): Promise<number> {
  const { version } = await db
    .updateTable('data_version')
    .set({
      version: sql`version + 1`,
      published_at: sql`date_trunc('milliseconds', clock_timestamp())`,
    })
    .returning('version')
    .executeTakeFirstOrThrow()
  return version
}

export interface ShowOptions {
  readonly versionId: number
  readonly version: number
  readonly days: readonly AxisDay[]
  readonly result: SplitResult
  /** Whether days of before stay. */
  readonly extended: boolean
  readonly warnings: readonly string[]
}

/** Makes a version the one that answers. */
export async function show(
  { db }: Transaction,
  split: StoredSplit,
  { versionId, version, days, result, extended, warnings }: ShowOptions,
): Promise<void> {
  await db
    .updateTable('split_version')
    .set({
      version,
      published_at: sql`date_trunc('milliseconds', clock_timestamp())`,
      warnings: [...warnings],
    })
    .where('id', '=', versionId)
    .execute()
  await db
    .updateTable('split')
    .set({
      status: 'published',
      failure: null,
      current_version_id: versionId,
      engine: result.engine.name,
      engine_info: JSON.stringify(result.engine),
      train_seconds: result.trainSeconds,
      seed: result.bookSeeds[0],
      book_seeds: [...result.bookSeeds],
      factor_count: result.factorCount,
      latent_count: result.latentCount ?? 0,
      asset_count: extended
        ? sql`greatest(asset_count, ${assetCountOf(days)}::int)`
        : assetCountOf(days),
      characteristic_names: result.characteristics.map(({ name }) => name),
      characteristic_groups: result.characteristics.map(({ group }) => group),
    })
    .where('id', '=', split.id)
    .execute()
}

/** Assets that were in the universe on some date. */
function assetCountOf(days: readonly AxisDay[]): number {
  const seen = new Set<number>()
  for (const { book } of days) {
    for (let i = 0; i < book.length; i++) if (!Number.isNaN(book[i])) seen.add(i)
  }
  return seen.size
}

function scoredToOf(days: readonly AxisDay[]): string | null {
  return days.findLast(({ returns }) => returns !== null)?.date ?? null
}

function nextDateOf(days: readonly AxisDay[]): string | null {
  return days.find(({ returns }) => returns === null)?.date ?? null
}

/** Share of the dates on which a split may hold no book without a warning. */
const MOST_FLAT = 0.1

/** What a reader should know before trusting a published content: dates on which it holds no book. */
export async function splitWarnings({ db }: Transaction, contentId: number): Promise<string[]> {
  const counted = await sql<{ dates: number; flat: number }>`
    select count(*)::int as dates, (count(*) filter (where not exists (
      select from unnest(v) as u (w) where w <> 0)))::int as flat
    from series_day where content_id = ${contentId} and series = 'asset_weight_day'`.execute(db)
  const { dates, flat } = oneRow(counted)
  if (flat <= MOST_FLAT * dates) return []
  return [
    `no book is held on ${flat} of ${dates} dates: the strategy found no asset with the data that it needs ` +
      '(missing rows, a gap, a short history), or took no position; `residua data check` names gaps in the data',
  ]
}
