import { type Kysely, sql } from 'kysely'
import { dayTable } from './day-table.js'

/** Trades and accounts of the agents of a split: a value for each asset with an agent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = TABLES.flatMap((table) => dayTable(table, 'date'))
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`drop table if exists ${TABLES.join(', ')}`).execute(db)
}

const TABLES = [
  'agent_action_day',
  'agent_shares_day',
  'agent_turnover_day',
  'agent_gross_day',
  'agent_value_day',
]
