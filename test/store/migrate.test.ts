import { sql } from 'kysely'
import { expect, it } from 'vitest'
import * as migrations from '../../migrations/index.js'
import { poolFor } from '../../src/store/database.js'
import {
  migrateDown,
  migrateToLatest,
  migrationStatus,
  resetDatabase,
} from '../../src/store/migrate.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'

const ALL = Object.keys(migrations).sort()

it('goes up from empty, down to empty, and up again to the same schema', async () => {
  await using database = await createTestDatabase({ migrated: false })
  const { db } = database
  expect((await migrationStatus(db)).every(({ executedAt }) => executedAt === null)).toBe(true)

  expect(await migrateToLatest(db)).toEqual(ALL)
  const schema = await schemaOf(database)
  expect(schema.length).toBeGreaterThan(100)
  expect(await migrateToLatest(db)).toEqual([])
  expect((await migrationStatus(db)).every(({ executedAt }) => executedAt !== null)).toBe(true)

  await migrateDown(db)
  expect(await schemaOf(database)).toEqual([])
  await migrateToLatest(db)
  expect(await schemaOf(database)).toEqual(schema)
})

it('lets several processes migrate at once', async () => {
  await using database = await createTestDatabase({ migrated: false })
  const pools = Array.from({ length: 4 }, () => poolFor(database.url, { poolSize: 2 }))
  const applied = await Promise.all(pools.map(({ db }) => migrateToLatest(db)))
  await Promise.all(pools.map(({ close }) => close()))
  expect(applied.flat()).toEqual(ALL)
})

it('resets to an empty schema', async () => {
  await using database = await createTestDatabase()
  await sql`insert into dataset (name) values ('gone')`.execute(database.db)
  await resetDatabase(database.db)
  const { rows } = await sql`select name from dataset`.execute(database.db)
  expect(rows).toEqual([])
})

it('says what to do when a newer program made the database', async () => {
  await using database = await createTestDatabase()
  await sql`insert into kysely_migration (name, timestamp) values ('_29990101_later', '')`.execute(
    database.db,
  )
  await expect(migrateToLatest(database.db)).rejects.toThrow(/newer residua/)
})

/** Columns, indexes and constraints of everything that is ours. */
async function schemaOf({ pool }: TestDatabase): Promise<unknown[]> {
  const { rows } = await pool.query(`
    select c.relname as of, a.attname as name, format_type(a.atttypid, a.atttypmod) as what
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'public'::regnamespace and c.relname not like 'kysely%'
    union all
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'kysely%'
    order by 1, 2, 3`)
  return rows
}
