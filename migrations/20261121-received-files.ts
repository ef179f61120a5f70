import { type Kysely, sql } from 'kysely'

/**
 * Every received daily file and its outcome, so that reading a folder again has no effect;
 * and how far back a restatement reaches, so that splits that ended before it are kept.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table if exists received_file').execute(db)
  await sql.raw('alter table dataset_version drop column if exists restated_from').execute(db)
}

const STATEMENTS: readonly string[] = [
  `create table received_file (
    id integer generated always as identity primary key,
    dataset_id integer not null references dataset (id) on delete cascade,
    name text not null,
    sha256 text not null,
    bytes bigint not null,
    modified_at timestamptz,
    role text not null,
    date date,
    outcome text not null check (outcome in
      ('ingested', 'restated', 'repeated', 'waiting', 'rejected')),
    reason text,
    added_rows integer not null default 0,
    dataset_version_id integer references dataset_version (id) on delete set null,
    kept_at text,
    seen_at timestamptz not null default now(),
    decided_at timestamptz not null default now(),
    unique (dataset_id, name, sha256)
  )`,
  'create index received_file_newest_first on received_file (dataset_id, decided_at desc, id desc)',
  'alter table dataset_version add column restated_from date',
  // Without this column, a restatement counted as one of every date.
  'update dataset_version set restated_from = first_date where restated',
]
