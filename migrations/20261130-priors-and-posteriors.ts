import { type Kysely, sql } from 'kysely'
import { dayTable } from './day-table.js'

/** The prior and the posterior of the latent factors by date, and how many latents a split has. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`drop table if exists ${TABLES.join(', ')}`).execute(db)
  await sql.raw('alter table split drop column if exists latent_count').execute(db)
}

const TABLES: readonly string[] = [
  'latent_prior_mean_day',
  'latent_prior_risk_day',
  'latent_posterior_mean_day',
  'latent_posterior_risk_day',
]

const STATEMENTS: readonly string[] = [
  ...TABLES.flatMap((name) => dayTable(name, 'date')),
  'alter table split add column latent_count int not null default 0',
]
