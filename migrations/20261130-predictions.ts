import { type Kysely, sql } from 'kysely'
import { dayTable } from './day-table.js'

/** Predicted mean and risk of each asset by date, and the named metrics of a training epoch. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table training_epoch drop column if exists metrics').execute(db)
  await sql.raw('drop table if exists prediction_mean_day, prediction_risk_day').execute(db)
}

const STATEMENTS: readonly string[] = [
  ...dayTable('prediction_mean_day', 'date'),
  ...dayTable('prediction_risk_day', 'date'),
  `alter table training_epoch add column metrics jsonb not null default '[]'`,
]
