import { type Kysely, sql } from 'kysely'

/**
 * Triggers notify the channel `changed` when a change to the API's results (a publication, the status
 * of a run, a dataset) becomes visible, for changes by any program or person.
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
