import { type Kysely, sql } from 'kysely'

/** The calendar of a dataset's version, and what warns of a published version of a split. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table split_version drop column if exists warnings').execute(db)
  await sql.raw('alter table dataset_version drop column if exists calendar').execute(db)
}

/** Earlier releases had the calendar of New York alone. */
const STATEMENTS: readonly string[] = [
  `alter table dataset_version add column calendar jsonb not null
     default '{"name": "XNYS", "datesPerYear": 252, "named": false}'`,
  `alter table split_version add column warnings text[] not null default '{}'`,
]
