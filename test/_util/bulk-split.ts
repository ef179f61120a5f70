import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/store/tables/index.js'

export interface BulkSplit {
  readonly assetCount: number
  readonly dateCount: number
  readonly year?: number
}

/**
 * A published split of a new dataset and run, made inside the database: residuals of every asset on
 * every date from 1 January of the year on, uniform in ±0.02, one of a hundred missing. Every fiftieth
 * date has the same values.
 */
export async function insertBulkSplit(
  db: Kysely<Database>,
  { assetCount, dateCount, year = 2020 }: BulkSplit,
): Promise<{ readonly runId: string; readonly split: string }> {
  const split = `test_${year - 1}_${year}`
  const first = `${year}-01-01`
  const { rows } = await sql<{ runId: string }>`
    with d as (insert into dataset (name, is_default) values ('bulk', true) returning id),
    dv as (
      insert into dataset_version (dataset_id, number, hash, first_date, last_date, next_date,
        asset_count, row_count, sources, path)
      select id, 1, 'bulk', ${first}::date, ${first}::date, ${first}::date, ${assetCount}, 0, '[]', ''
      from d returning id
    ),
    a as (
      insert into asset (dataset_id, position, symbol, first_date, last_date)
      select d.id, n, 'B' || lpad(n::text, 5, '0'), ${first}::date, ${first}::date
      from d, generate_series(0, ${assetCount}::int - 1) n
    ),
    r as (
      insert into run (dataset_id, strategy, config, config_hash, seeds, engine, status, finished_at)
      select id, 'attention-longconv', '{}', 'bulk', '{1}', 'cpu', 'done', now() from d
      returning id
    ),
    s as (
      insert into split (run_id, name, status, train_from, train_to, test_from, test_to,
        dataset_version_id, seed, book_seeds, factor_count, asset_count)
      select r.id, ${split}, 'published', ${first}::date - 3000, ${first}::date - 1, ${first}::date,
        ${first}::date + ${dateCount}::int, dv.id, 1, '{1}', 1, ${assetCount}::int
      from r, dv returning id, run_id
    ),
    v as (select nextval(pg_get_serial_sequence('split_version', 'id')) as id),
    sv as (
      insert into split_version (id, split_id, content_id, dataset_version_id, version, scored_to)
      overriding system value
      select v.id, s.id, v.id, dv.id, 1, ${first}::date + ${dateCount}::int - 1
      from v, s, dv returning id, split_id
    )
    select s.run_id as "runId" from s, sv`.execute(db)
  await sql`update split set current_version_id = (select max(id) from split_version)`.execute(db)
  await sql`update data_version set version = 1, published_at = now()`.execute(db)
  const dates = sql`split_version sv, generate_series(0, ${dateCount}::int - 1) t`
  await sql`insert into scored_day (content_id, date, decided, realised)
    select sv.id, ${first}::date + t, '', '' from ${dates}`.execute(db)
  await sql`select add_series_partition(id), attach_series_partition(id) from split_version`.execute(
    db,
  )
  await sql`with sample as materialized (
      select k, array(select case when i % 100 <> 7 then 0.04 * (random() - 0.5) + 0 * k end
        from generate_series(0, ${assetCount}::int - 1) i)::real[] as v
      from generate_series(0, 49) k)
    insert into series_day (content_id, series, date, v)
    select sv.id, 'residual_day', ${first}::date + t, sample.v from ${dates} join sample on sample.k = t % 50`.execute(
    db,
  )
  return { runId: rows[0].runId, split }
}
