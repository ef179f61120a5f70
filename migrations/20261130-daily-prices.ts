import { type Kysely, sql } from 'kysely'

/**
 * The close and the dollar volume of every asset by date, and the findings of each version's quality report.
 * Datasets that were ingested before have none, until their files are ingested again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table dataset_version drop column if exists findings').execute(db)
  await sql.raw('drop table if exists price_day').execute(db)
}

const STATEMENTS: readonly string[] = [
  `create table price_day (
    dataset_id int not null references dataset (id) on delete cascade,
    date date not null,
    close real[] not null,
    dollar_volume real[] not null,
    primary key (dataset_id, date)
  )`,
  'alter table dataset_version add column findings jsonb',
]
