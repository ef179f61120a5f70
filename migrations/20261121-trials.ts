import { type Kysely, sql } from 'kysely'

/** A trial is a run made to choose settings on validation years; it never answers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table run add column trial boolean not null default false`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table run drop column trial`.execute(db)
}
