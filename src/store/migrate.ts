import { type Kysely, type MigrationInfo, Migrator, NO_MIGRATIONS } from 'kysely'
import * as migrations from '../../migrations/index.js'
import { UnavailableError } from '../lib/errors.js'
import type { Database } from './tables/index.js'

export interface MigrationStatus {
  readonly name: string
  /** Null where it is yet to be applied. */
  readonly executedAt: Date | null
}

/** Brings the schema up to date; safe when several processes do so at once. Answers what it applied. */
export async function migrateToLatest(db: Kysely<Database>): Promise<string[]> {
  return applied(await migratorOf(db).migrateToLatest())
}

export async function migrationStatus(db: Kysely<Database>): Promise<MigrationStatus[]> {
  const infos: readonly MigrationInfo[] = await migratorOf(db).getMigrations()
  return infos.map(({ name, executedAt }) => ({ name, executedAt: executedAt ?? null }))
}

/** Drops everything of ours and makes it anew, empty. */
export async function resetDatabase(db: Kysely<Database>): Promise<void> {
  await migrateDown(db)
  await migrateToLatest(db)
}

/** Undoes every migration. */
export async function migrateDown(db: Kysely<Database>): Promise<string[]> {
  return applied(await migratorOf(db).migrateTo(NO_MIGRATIONS))
}

function migratorOf(db: Kysely<Database>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
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
