import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { UserError } from '../lib/errors.js'
import { oneRow } from './one-row.js'
import type { Database } from './tables/index.js'

/** What a database user may do: the API reads, jobs write; only the owner changes the schema. */
export type Privilege = 'reader' | 'writer'

/** The roles that carry the privileges; users are members of one of them. */
export const ROLE_OF: Readonly<Record<Privilege, string>> = {
  reader: 'residua_reader',
  writer: 'residua_writer',
}

const QUEUE_SCHEMA = 'graphile_worker'

/**
 * Creates the roles, and grants them what they need on all tables, those of every series included, and
 * on tables that the user who runs this creates later. It can be run again at any time, as after an
 * upgrade. Neither role may create, alter or drop anything; only the owner writes the migrations' tables.
 */
export async function grantRoles(db: Kysely<Database>): Promise<void> {
  for (const role of Object.values(ROLE_OF)) await createRole(db, role)
  for (const statement of await statements(db)) await sql.raw(statement).execute(db)
}

/** Creates a user with the privilege, or gives one a new password; answers the password. */
export async function createDatabaseUser(
  db: Kysely<Database>,
  name: string,
  privilege: Privilege,
): Promise<string> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) {
    throw new UserError(
      `user ${JSON.stringify(name)}: write lower-case letters, digits and _, a letter first`,
    )
  }
  if (Object.values(ROLE_OF).includes(name)) {
    throw new UserError(`${name} is a role that users are members of: choose another name`)
  }
  const password = randomBytes(24).toString('base64url')
  const other = ROLE_OF[privilege === 'reader' ? 'writer' : 'reader']
  const verb = (await roleExists(db, name)) ? 'alter' : 'create'
  // A password is no parameter of these statements; it and the name hold nothing to be quoted.
  await sql.raw(`${verb} role ${name} login password '${password}'`).execute(db)
  await sql.raw(`revoke ${other} from ${name}`).execute(db)
  await sql.raw(`grant ${ROLE_OF[privilege]} to ${name}`).execute(db)
  return password
}

async function createRole(db: Kysely<Database>, role: string): Promise<void> {
  if (await roleExists(db, role)) return
  await sql.raw(`create role ${role} nologin`).execute(db)
}

async function roleExists(db: Kysely<Database>, role: string): Promise<boolean> {
  const { rows } = await sql`select from pg_roles where rolname = ${role}`.execute(db)
  return rows.length > 0
}

async function statements(db: Kysely<Database>): Promise<string[]> {
  const { reader, writer } = ROLE_OF
  const both = `${reader}, ${writer}`
  const current = await sql<{ database: string }>`
    select quote_ident(current_database()) as database`.execute(db)
  return [
    `grant connect on database ${oneRow(current).database} to ${both}`,
    'revoke create on schema public from public',
    `grant usage on schema public to ${both}`,
    `grant select on all tables in schema public to ${both}`,
    // The API notes when a key was last used, and nothing else.
    `grant update (last_used_at) on api_key to ${reader}`,
    `grant insert, update, delete on all tables in schema public to ${writer}`,
    `grant usage, select on all sequences in schema public to ${writer}`,
    `revoke insert, update, delete on kysely_migration, kysely_migration_lock from ${writer}`,
    `alter default privileges in schema public grant select on tables to ${both}`,
    `alter default privileges in schema public grant insert, update, delete on tables to ${writer}`,
    `alter default privileges in schema public grant usage, select on sequences to ${writer}`,
    ...(await partitionStatements(db)),
    ...(await queueStatements(db)),
  ]
}

/** Writers add and drop partitions by functions, which run as their owner. */
async function partitionStatements(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select oid::regprocedure::text as name from pg_proc
    where pronamespace = 'public'::regnamespace and proname ~ '_series_partition$'`.execute(db)
  return rows.map(({ name }) => `grant execute on function ${name} to ${ROLE_OF.writer}`)
}

/** Row security hides the queue's rows from all but their owner, so policies open them to writers. */
async function queueStatements(db: Kysely<Database>): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string; guarded: boolean }>`
    select quote_ident(relname) as name, relrowsecurity as guarded from pg_class
    where relnamespace = to_regnamespace(${QUEUE_SCHEMA}) and relkind in ('r', 'v')
    order by relname`.execute(db)
  if (tables.length === 0) return []
  const { reader, writer } = ROLE_OF
  return [
    `grant usage on schema ${QUEUE_SCHEMA} to ${reader}, ${writer}`,
    `grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to ${writer}`,
    `grant usage, select on all sequences in schema ${QUEUE_SCHEMA} to ${writer}`,
    `grant execute on all functions in schema ${QUEUE_SCHEMA} to ${writer}`,
    `grant select on all tables in schema ${QUEUE_SCHEMA} to ${reader}`,
    ...tables.flatMap(({ name, guarded }) =>
      guarded
        ? [
            `drop policy if exists ${writer} on ${QUEUE_SCHEMA}.${name}`,
            `create policy ${writer} on ${QUEUE_SCHEMA}.${name} to ${writer} using (true) with check (true)`,
          ]
        : [],
    ),
  ]
}
