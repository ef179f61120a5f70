import { type Kysely, sql } from 'kysely'

/** Keys of the API: of each only its hash is kept, so that a copy of the table gives no access. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table if exists api_key').execute(db)
}

const STATEMENTS: readonly string[] = [
  `create table api_key (
    id integer generated always as identity primary key,
    name text not null check (name <> ''),
    hash text not null unique,
    scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ '{read,export,admin}'),
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    last_used_at timestamptz
  )`,
  'create unique index api_key_name_in_use on api_key (name) where revoked_at is null',
]
