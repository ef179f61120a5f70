import { type Kysely, sql } from 'kysely'

/**
 * Contents whose arrays lie in a Parquet file instead of the day tables, and the files that no row names
 * any more (their content was restored or removed), which are deleted after the transaction.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await refuseWithArchive(db)
  await sql.raw('drop table if exists archived_content, unused_archive_file').execute(db)
  await sql.raw('drop function if exists note_unused_archive_file()').execute(db)
}

/** The arrays of an archived content are nowhere else. */
async function refuseWithArchive(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from archived_content where restored_at is null`.execute(db)
  const count = rows[0]?.n ?? 0
  if (count === 0) return
  throw new Error(`${count} contents are archived: run \`residua archive --restore\` first`)
}

const STATEMENTS: readonly string[] = [
  `create table archived_content (
    content_id bigint primary key references split_version (id) on delete cascade,
    folder text not null,
    file text not null,
    bytes bigint not null,
    sha256 text not null,
    row_count integer not null,
    archived_at timestamptz not null default now(),
    restored_at timestamptz
  )`,
  `create table unused_archive_file (
    content_id bigint not null,
    folder text not null,
    file text not null,
    primary key (folder, file)
  )`,
  `create function note_unused_archive_file() returns trigger language plpgsql as $$
    begin
      insert into unused_archive_file (content_id, folder, file)
        values (old.content_id, old.folder, old.file) on conflict do nothing;
      return null;
    end $$`,
  `create trigger note_unused_archive_file after delete on archived_content
    for each row execute function note_unused_archive_file()`,
]
