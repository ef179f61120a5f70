import { type Kysely, sql } from 'kysely'

/**
 * Whoever changes what the API shows (a publication, the status of a run, a dataset) says so on the
 * channel `changed` as the change becomes visible, whichever program or person makes it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create function notify_changed() returns trigger language plpgsql as $$
      begin
        perform pg_notify('changed', '');
        return null;
      end $$`)
    .execute(db)
  for (const table of TABLES) {
    await sql
      .raw(`create trigger notify_changed after insert or update or delete or truncate on ${table}
        for each statement execute function notify_changed()`)
      .execute(db)
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop function if exists notify_changed() cascade').execute(db)
}

const TABLES = ['data_version', 'dataset', 'dataset_version', 'asset', 'run', 'split']
