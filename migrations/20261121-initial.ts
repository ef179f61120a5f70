import { type Kysely, sql } from 'kysely'

/**
 * Results are one row per (split content, date[, factor]) with `real[]` over the dataset's asset
 * axis (`asset.position`), kept in the row: a 4 KB array would otherwise be stored in TOAST and read
 * four times slower. Missing is NULL, and the tail of a shorter array is missing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    drop view if exists residual_row, asset_weight_row, pnl_row;
    drop table if exists order_day, training_epoch, scored_day, factor_characteristic_day, factor_return_day,
      factor_weight_day, beta_day, asset_weight_day, residual_day, pnl_day, split_version, split,
      run, return_day, asset, dataset_version, dataset, data_version cascade;
  `)
    .execute(db)
}

const INLINE_ARRAYS = 'with (toast_tuple_target = 8160)'

const contentDay = (name: string, factor: boolean): string[] => [
  `create table ${name} (
    content_id bigint not null references split_version (id) on delete cascade,
    date date not null,
    ${factor ? 'factor smallint not null,' : ''}
    v real[] not null,
    primary key (content_id, date${factor ? ', factor' : ''})
  ) ${INLINE_ARRAYS}`,
  `alter table ${name} alter column v set storage main`,
]

const STATEMENTS: readonly string[] = [
  `create table data_version (
    id smallint primary key default 1 check (id = 1),
    version bigint not null,
    published_at timestamptz
  )`,
  'insert into data_version (version) values (0)',

  `create table dataset (
    id integer generated always as identity primary key,
    name text not null unique,
    is_default boolean not null default false,
    created_at timestamptz not null default now()
  )`,
  'create unique index dataset_one_default on dataset (is_default) where is_default',
  `create table dataset_version (
    id integer generated always as identity primary key,
    dataset_id integer not null references dataset (id) on delete cascade,
    number integer not null,
    hash text not null,
    first_date date not null,
    last_date date not null,
    next_date date not null,
    asset_count integer not null,
    row_count bigint not null,
    sources jsonb not null,
    path text not null,
    restated boolean not null default false,
    created_at timestamptz not null default now(),
    unique (dataset_id, number),
    unique (dataset_id, hash)
  )`,
  `create table asset (
    id integer generated always as identity primary key,
    dataset_id integer not null references dataset (id) on delete cascade,
    position integer not null,
    symbol text not null,
    name text,
    sector text,
    first_date date not null,
    last_date date not null,
    unique (dataset_id, symbol),
    unique (dataset_id, position)
  )`,
  `create table return_day (
    dataset_id integer not null references dataset (id) on delete cascade,
    date date not null,
    market double precision,
    v double precision[] not null,
    primary key (dataset_id, date)
  ) ${INLINE_ARRAYS}`,
  'alter table return_day alter column v set storage main',

  `create table run (
    id uuid primary key default gen_random_uuid(),
    dataset_id integer not null references dataset (id) on delete cascade,
    strategy text not null,
    config jsonb not null,
    config_hash text not null,
    seeds integer[] not null,
    engine text not null,
    engine_info jsonb,
    commit text,
    status text not null check (status in ('queued', 'running', 'done', 'failed')),
    promotable boolean not null default true,
    promoted_at timestamptz,
    stale boolean not null default false,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    unique (dataset_id, strategy, config_hash, seeds, engine)
  )`,
  'create index run_newest_first on run (created_at desc, id desc)',
  `create table split (
    id integer generated always as identity primary key,
    run_id uuid not null references run (id) on delete cascade,
    name text not null,
    status text not null check (status in ('queued', 'running', 'published', 'failed')),
    failure text,
    live boolean not null default false,
    train_from date not null,
    train_to date not null,
    test_from date not null,
    test_to date not null,
    dataset_version_id integer not null references dataset_version (id) on delete cascade,
    seed integer not null,
    book_seeds integer[] not null,
    engine text,
    train_seconds double precision,
    factor_count integer not null default 0,
    asset_count integer not null default 0,
    characteristic_names text[] not null default '{}',
    characteristic_groups text[] not null default '{}',
    current_version_id bigint,
    created_at timestamptz not null default now(),
    unique (run_id, name)
  )`,
  `create table split_version (
    id bigint generated always as identity primary key,
    split_id integer not null references split (id) on delete cascade,
    content_id bigint not null references split_version (id),
    dataset_version_id integer not null references dataset_version (id) on delete cascade,
    version bigint not null,
    scored_to date,
    next_date date,
    published_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
    closes double precision[],
    check (scored_to is not null or next_date is not null),
    unique (split_id, version)
  )`,
  'create index split_version_by_content on split_version (content_id)',
  `alter table split add foreign key (current_version_id) references split_version (id)
    on delete set null`,

  `create table pnl_day (
    split_version_id bigint not null references split_version (id) on delete cascade,
    date date not null,
    gross double precision not null,
    turnover double precision not null,
    short_exposure double precision not null,
    primary key (split_version_id, date)
  )`,
  `create table scored_day (
    content_id bigint not null references split_version (id) on delete cascade,
    date date not null,
    decided text not null,
    realised text,
    primary key (content_id, date)
  )`,
  ...contentDay('residual_day', false),
  ...contentDay('asset_weight_day', false),
  ...contentDay('factor_return_day', false),
  ...contentDay('beta_day', true),
  ...contentDay('factor_weight_day', true),
  ...contentDay('factor_characteristic_day', true),
  `create table training_epoch (
    content_id bigint not null references split_version (id) on delete cascade,
    seed integer not null,
    epoch integer not null,
    loss double precision,
    net_sharpe double precision,
    gross_sharpe double precision,
    turnover double precision,
    explained_variance double precision,
    effective_factors double precision,
    best boolean not null,
    primary key (content_id, seed, epoch)
  )`,
  `create table order_day (
    split_version_id bigint not null references split_version (id) on delete cascade,
    asset_id integer not null references asset (id) on delete cascade,
    current_weight real not null,
    target_weight real not null,
    price double precision,
    primary key (split_version_id, asset_id)
  )`,
  'create index order_day_by_asset on order_day (asset_id)',

  ...[
    ['residual_row', 'residual_day', 'residual', 'sv.scored_to'],
    ['asset_weight_row', 'asset_weight_day', 'weight', 'coalesce(sv.next_date, sv.scored_to)'],
  ].map(
    ([view, table, value, last]) => `create view ${view} as
    select run.strategy, run.id as run_id, split.name as split, d.date, asset.symbol as asset,
      u.value as ${value}
    from split
    join run on run.id = split.run_id
    join split_version sv on sv.id = split.current_version_id
    join ${table} d on d.content_id = sv.content_id
      and d.date <= ${last}
    cross join lateral unnest(d.v) with ordinality as u (value, n)
    join asset on asset.dataset_id = run.dataset_id and asset.position = u.n - 1
    where u.value is not null`,
  ),
  `create view pnl_row as
    select run.strategy, run.id as run_id, split.name as split, p.date, p.gross, p.turnover,
      p.short_exposure
    from split
    join run on run.id = split.run_id
    join pnl_day p on p.split_version_id = split.current_version_id`,
]
