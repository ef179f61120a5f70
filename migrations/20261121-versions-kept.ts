import { type Kysely, sql } from 'kysely'

/** Time since when every version of a split is kept: earlier versions can no longer be answered. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table split add column kept_since timestamptz').execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table split drop column if exists kept_since').execute(db)
}
