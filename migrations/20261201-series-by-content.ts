import { type Kysely, sql } from 'kysely'
import {
  contentsToMove,
  DAY_TABLES,
  dayTablesOf,
  dropPartition,
  makeDayTables,
  moveBack,
  moveContent,
  partitionedContents,
} from './series-partitions.js'

/**
 * Every stored series in one table, a list partition for each content of a split, so that removing a content
 * drops a partition; views have the names of the tables until then. `src/store/move-series.ts` moves most
 * rows before and after, a transaction for each content.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createSeries(db)
  const tables = await dayTablesOf(db)
  if (tables.length > 0)
    await sql.raw(`lock table ${tables} in share row exclusive mode`).execute(db)
  for (const content of await contentsToMove(db, tables)) await moveContent(db, content, tables)
  await sql.raw('drop view if exists residual_row, asset_weight_row').execute(db)
  for (const table of tables) await sql.raw(`drop table ${table}`).execute(db)
  await sql.raw('drop table series_moved').execute(db)
  for (const name of Object.keys(DAY_TABLES)) await sql.raw(dayView(name)).execute(db)
  for (const statement of rowViews(ofContent)) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await makeDayTables(db)
  for (const id of await partitionedContents(db)) await moveBack(db, id)
  for (const statement of rowViews(ofTable)) await sql.raw(statement).execute(db)
  await sql.raw('drop table series_day').execute(db)
  for (const name of FUNCTIONS) await sql.raw(`drop function ${name}`).execute(db)
}

/** The table, and the functions by which a user who may not change the schema adds and drops partitions. */
export async function createSeries(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

/** Drops every partition, so that the rest fits into a transaction. */
export async function dropPartitions(db: Kysely<unknown>): Promise<void> {
  for (const id of await partitionedContents(db)) await dropPartition(db, id)
}

const FUNCTIONS = [
  'add_series_partition(bigint)',
  'attach_series_partition(bigint)',
  'drop_series_partition(bigint)',
  'series_values(bigint, text)',
] as const

/** Runs as the owner of the tables: users who write may not change the schema. */
const AS_OWNER = 'language plpgsql security definer set search_path = public, pg_temp'

const STATEMENTS: readonly string[] = [
  // No foreign key: attaching a partition would wait for all that write versions.
  `create table if not exists series_day (
    content_id bigint not null,
    series text collate "C" not null,
    date date not null,
    factor smallint not null default 0,
    v real[] not null,
    primary key (content_id, series, date, factor)
  ) partition by list (content_id)`,
  'alter table series_day alter column v set storage main, alter column v set statistics 0',
  'create table if not exists series_moved (content_id bigint primary key, rows int not null)',

  // Empty, without index and apart: it is filled before anyone waits. Statistics of the arrays' elements would
  // keep autovacuum busy for seconds after each publication, and no plan uses them.
  `create or replace function add_series_partition(content bigint) returns void ${AS_OWNER} as $$
    begin
      execute format('create table series_day_%1$s (
        like series_day including defaults including storage, check (content_id = %1$s)
      ) with (toast_tuple_target = 8160)', content);
      execute format('alter table series_day_%s alter column v set statistics 0', content);
    end $$`,
  // Its check proves to Postgres that every row belongs there. Readers do not wait; publications do, which
  // lock the version first, so this does too.
  `create or replace function attach_series_partition(content bigint) returns void ${AS_OWNER} as $$
    begin
      execute format(
        'alter table series_day_%s add primary key (content_id, series, date, factor)', content);
      perform from data_version for update;
      execute format('alter table series_day attach partition series_day_%1$s for values in (%1$s)', content);
    end $$`,
  // Only of a content that was removed or archived. Readers wait behind the lock, a tenth of a second at most.
  `create or replace function drop_series_partition(content bigint) returns boolean ${AS_OWNER}
    set lock_timeout = '100ms' as $$
    begin
      perform pg_advisory_xact_lock(hashtext('residua split'), sv.split_id)
        from split_version sv where sv.id = content;
      if exists (select from split_version sv where sv.id = content and not exists (
        select from archived_content a where a.content_id = sv.id and a.restored_at is null)) then
        return false;
      end if;
      execute format('drop table if exists series_day_%s', content);
      return true;
    end $$`,
  // A plan for every partition would take seconds: this one is for the given content alone.
  `create or replace function series_values(content bigint, name text)
    returns table (date date, factor smallint, v real[]) language plpgsql stable
    set plan_cache_mode = force_custom_plan as $$
    begin
      return query select d.date, d.factor, d.v from series_day d
        where d.content_id = content and d.series = name;
    end $$`,
  ...FUNCTIONS.slice(0, 3).map((name) => `revoke execute on function ${name} from public`),
  `do $$ begin
    if exists (select from pg_roles where rolname = 'residua_writer') then
      grant execute on function ${FUNCTIONS.slice(0, 3).join(', ')} to residua_writer;
    end if;
  end $$`,
]

function dayView(name: string): string {
  const factor = DAY_TABLES[name] === 'date and factor' ? 'factor,' : ''
  return `create view ${name} as
    select content_id, date, ${factor} v from series_day where series = '${name}'`
}

/** SQL that joins the rows of a series to the split version `sv`, as `d`. */
type Source = (name: string) => string

const ofContent: Source = (name) => `cross join lateral series_values(sv.content_id, '${name}') d`
const ofTable: Source = (name) => `join ${name} d on d.content_id = sv.content_id`

/** The views for SQL users, with symbols. */
function rowViews(source: Source): string[] {
  return [
    ['residual_row', 'residual_day', 'residual', 'sv.scored_to'],
    ['asset_weight_row', 'asset_weight_day', 'weight', 'coalesce(sv.next_date, sv.scored_to)'],
  ].map(
    ([view, name = '', value, last]) => `create view ${view} as
    select run.strategy, run.id as run_id, split.name as split, d.date, asset.symbol as asset,
      u.value as ${value}
    from split
    join run on run.id = split.run_id
    join split_version sv on sv.id = split.current_version_id
    ${source(name)}
    cross join lateral unnest(d.v) with ordinality as u (value, n)
    join asset on asset.dataset_id = run.dataset_id and asset.position = u.n - 1
    where u.value is not null and d.date <= ${last}`,
  )
}
