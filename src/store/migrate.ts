import { Kysely, type MigrationInfo, Migrator, NO_MIGRATIONS, sql } from 'kysely'
import { dropPartitions } from '../../migrations/20261201-series-by-content.js'
import * as migrations from '../../migrations/index.js'
import { UnavailableError } from '../lib/errors.js'
import { MigrationDialect } from './migration-dialect.js'
import { moveToPartitions, moveToTables, type OnMoved } from './move-series.js'
import { poolOf } from './named-statements.js'
import { oneRow } from './one-row.js'
import type { Database } from './tables/index.js'

export interface MigrationStatus {
  readonly name: string
  /** Null where it is yet to be applied. */
  readonly executedAt: Date | null
}

/** Brings the schema up to date; safe when several processes do so at once. Answers what it applied. */
export async function migrateToLatest(
  db: Kysely<Database>,
  onMoved: OnMoved = () => {},
): Promise<string[]> {
  const locking = lockingOver(db)
  await moveToPartitions(locking, onMoved)
  return applied(await migratorOf(locking).migrateToLatest())
}

/**
 * Brings the schema up to date where this user may, and else checks that it is: programs that read or
 * write are started after the owner's `residua db migrate`.
 */
export async function migrateIfAllowed(db: Kysely<Database>): Promise<string[]> {
  const pending = (await migrationStatus(db)).filter(({ executedAt }) => executedAt === null)
  const privilege = await sql<{ may: boolean; replica: boolean }>`
    select has_schema_privilege('public', 'create') as may, pg_is_in_recovery() as replica`.execute(
    db,
  )
  const { may, replica } = oneRow(privilege)
  if (may && !replica) return migrateToLatest(db)
  await assertNotNewer(db)
  if (pending.length === 0) return []
  throw new UnavailableError(
    `the database lacks ${pending.map(({ name }) => name).join(', ')} and ` +
      `${replica ? 'it is a replica' : 'this user may not change it'}: ` +
      `run \`residua db migrate\` ${replica ? 'on its primary' : 'as its owner'} first (DATABASE_OWNER_URL)`,
  )
}

async function assertNotNewer(db: Kysely<Database>): Promise<void> {
  const { rows: made } = await sql`select to_regclass('kysely_migration') as t
    where to_regclass('kysely_migration') is not null`.execute(db)
  if (made.length === 0) return
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const unknown = rows.find(({ name }) => !(name in migrations))
  if (!unknown) return
  throw new UnavailableError(`a newer residua made this database (${unknown.name}): use that one`, {
    retryable: false,
  })
}

export async function migrationStatus(db: Kysely<Database>): Promise<MigrationStatus[]> {
  const infos: readonly MigrationInfo[] = await migratorOf(lockingOver(db)).getMigrations()
  return infos.map(({ name, executedAt }) => ({ name, executedAt: executedAt ?? null }))
}

/** Drops all our tables and creates them again, empty. */
export async function resetDatabase(db: Kysely<Database>): Promise<void> {
  await migrateDown(db)
  await migrateToLatest(db)
}

/** Brings the schema to where it was after a migration, up or down. */
export async function migrateTo(db: Kysely<Database>, name: string): Promise<string[]> {
  const locking = lockingOver(db)
  if (name < '_20261201_series_by_content') await moveToTables(locking)
  return applied(await migratorOf(locking).migrateTo(name))
}

/** Undoes every migration. */
export async function migrateDown(db: Kysely<Database>): Promise<string[]> {
  const locking = lockingOver(db)
  await dropPartitions(locking)
  return applied(await migratorOf(locking).migrateTo(NO_MIGRATIONS))
}

function lockingOver(db: Kysely<Database>): Kysely<unknown> {
  return new Kysely<unknown>({ dialect: new MigrationDialect(poolOf(db)) })
}

/** Migrations of one day do not build on each other, so one may be added before one that has been applied. */
function migratorOf(db: Kysely<unknown>): Migrator {
  const provider = { getMigrations: async () => ({ ...migrations }) }
  return new Migrator({ db, provider, allowUnorderedMigrations: true })
}

function applied({ error, results = [] }: Awaited<ReturnType<Migrator['migrateToLatest']>>) {
  const failed = results.find(({ status }) => status === 'Error')
  if (error) {
    const which = failed ? `migration ${failed.migrationName}` : 'the schema'
    const reason = error instanceof Error ? error.message : String(error)
    throw new UnavailableError(
      `cannot migrate ${which}: ${reason}. If a newer residua made this database, use that one`,
      { cause: error, retryable: false },
    )
  }
  return results.map(({ migrationName }) => migrationName)
}
