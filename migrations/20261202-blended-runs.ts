import { type Kysely, sql } from 'kysely'

/** The weights of the runs that a split blends, by date, and the published splits that it was made of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop view if exists component_weight_day').execute(db)
  await sql.raw('alter table split_version drop column if exists sources').execute(db)
}

const STATEMENTS: readonly string[] = [
  `create view component_weight_day as
    select content_id, date, v from series_day where series = 'component_weight_day'`,
  // [{ runId, split, version, contentId }], of a split of a strategy that blends; else null.
  'alter table split_version add column sources jsonb',
]
