import { type Kysely, sql } from 'kysely'

/** The engine that computed a split: name, library, device, threads, Node. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table split add column engine_info jsonb').execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table split drop column if exists engine_info').execute(db)
}
