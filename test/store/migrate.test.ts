import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import * as migrations from '../../migrations/index.js'
import { poolFor } from '../../src/store/database.js'
import {
  migrateDown,
  migrateIfAllowed,
  migrateTo,
  migrateToLatest,
  migrationStatus,
  resetDatabase,
} from '../../src/store/migrate.js'
import { restatementsOf } from '../../src/store/publish/resume.js'
import { keptVersions } from '../../src/store/publish/rollback.js'
import { answeringRuns } from '../../src/store/read/runs.js'
import { publishedSplits } from '../../src/store/read/splits.js'
import { figure } from '../_util/faults/scale.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { fillFirstRelease, fillLater, RELEASED } from '../_util/released-data.js'

const PARTITIONED = '_20261201_series_by_content'
const ALL = Object.keys(migrations).sort()

it('migrates up from empty, down to empty, and up again to the same schema', async () => {
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

it('migrates while another process creates and drops tables', async () => {
  await using database = await createTestDatabase({ migrated: false })
  let ended = false
  const changes = (async () => {
    const names = Array.from({ length: 20 }, (_, n) => `passing_${n}`)
    const created = names.map((name) => `create table ${name} (id serial)`).join(';')
    while (!ended) {
      await database.pool.query(created)
      await database.pool.query(`drop table ${names.join(', ')}`)
    }
  })()
  try {
    for (let start = 0; start < 30; start++) await migrateIfAllowed(database.db)
  } finally {
    ended = true
    await changes
  }
  expect((await migrationStatus(database.db)).every(({ executedAt }) => executedAt)).toBe(true)
})

describe('a database with data of an earlier release', () => {
  it.each(ALL.map((name, n) => [n, name] as const))(
    'keeps all rows up from state %i (%s), down to it and up again',
    async (_, name) => {
      await using database = await createTestDatabase({ migrated: false })
      const { db, pool } = database
      await migrateTo(db, ALL[0])
      await fillFirstRelease(pool)
      const first = await released(pool)
      // Released programs wrote the day tables, which are views once there are partitions.
      const written = name < PARTITIONED ? name : (ALL[ALL.indexOf(PARTITIONED) - 1] ?? '')
      await migrateTo(db, written)
      expect(await released(pool)).toEqual(first)
      const tables = { ...RELEASED, ...(await fillLater(pool, written)) }
      await migrateTo(db, name)
      const rows = await released(pool, tables)
      expect(Object.values(rows).every((of) => of.length > 0)).toBe(true)

      await migrateToLatest(db)
      expect(await released(pool, tables)).toEqual(rows)
      await expectReadable(database)
      const schema = await schemaOf(database)
      await migrateTo(db, name)
      expect(await released(pool, tables)).toEqual(rows)
      await migrateToLatest(db)
      expect(await released(pool, tables)).toEqual(rows)
      expect(await schemaOf(database)).toEqual(schema)
      await expectReadable(database)
      const count = Object.values(rows).reduce((sum, of) => sum + of.length, 0)
      figure(`from ${name} up, down and up: ${count} rows of ${Object.keys(rows).length} tables`)
    },
  )

  it('migrates up during reads', async () => {
    await using database = await createTestDatabase({ migrated: false })
    const { db, pool } = database
    await migrateTo(db, ALL[2])
    await fillFirstRelease(pool)
    const before = await released(pool)
    let reading = true
    let reads = 0
    const readers = Array.from({ length: 4 }, async () => {
      while (reading) {
        expect(await released(pool)).toEqual(before)
        reads++
      }
    })
    await migrateToLatest(db)
    reading = false
    await Promise.all(readers)
    expect(reads).toBeGreaterThan(4)
  })

  it('treats an undated restatement as one of every date', async () => {
    await using database = await createTestDatabase({ migrated: false })
    await migrateTo(database.db, ALL[2])
    await fillFirstRelease(database.pool)
    await migrateToLatest(database.db)
    const restatements = await restatementsOf(database.db, 1)
    expect(restatements).toEqual([{ versionId: 2, from: '2019-12-30' }])
  })
})

it('adds a migration that sorts before one that has been applied', async () => {
  await using database = await createTestDatabase({ migrated: false })
  await using fresh = await createTestDatabase()
  const { db, pool } = database
  const later = '_20261130_priors_and_posteriors'
  await migrateTo(db, '_20261121_window_engine')
  await migrations._20261130_priors_and_posteriors.up(db as never)
  await pool.query('insert into kysely_migration values ($1, $2)', [later, '2026-11-30'])
  const applied = await migrateToLatest(db)
  expect(applied).toContain('_20261130_predictions')
  expect(applied).not.toContain(later)
  expect((await schemaOf(database)).sort()).toEqual((await schemaOf(fresh)).sort())
})

it('resets to an empty schema', async () => {
  await using database = await createTestDatabase()
  await sql`insert into dataset (name) values ('gone')`.execute(database.db)
  await resetDatabase(database.db)
  const { rows } = await sql`select name from dataset`.execute(database.db)
  expect(rows).toEqual([])
})

it('reports the remedy where a newer program made the database', async () => {
  await using database = await createTestDatabase()
  await sql`insert into kysely_migration (name, timestamp) values ('_29990101_later', '')`.execute(
    database.db,
  )
  await expect(migrateToLatest(database.db)).rejects.toThrow(/newer residua/)
})

/** The rows as read by the current program. */
async function expectReadable({ db }: TestDatabase): Promise<void> {
  const [run] = await answeringRuns(db, { datasetIds: [1] })
  expect(run).toMatchObject({ strategy: 'pca-ou', status: 'done', stale: true })
  const [[split]] = await publishedSplits(db, [run.id])
  expect(split.current).toMatchObject({
    version: 2,
    scoredTo: '2020-01-03',
    nextDate: '2020-01-06',
  })
  expect(await keptVersions(db, split.id)).toHaveLength(2)
}

async function released(
  pool: TestDatabase['pool'],
  tables: Readonly<Record<string, string>> = RELEASED,
): Promise<Record<string, unknown[]>> {
  const entries = Object.entries(tables).map(async ([table, columns]) => {
    const { rows } = await pool.query(`select ${columns} from ${table} order by 1, 2`)
    return [table, rows] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** Columns, indexes and constraints of every own table. */
async function schemaOf({ pool }: TestDatabase): Promise<unknown[]> {
  const { rows } = await pool.query(`
    select c.relname as of, a.attname as name, format_type(a.atttypid, a.atttypmod) as what
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relname not like 'kysely%'
    union all
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'kysely%'
    order by 1, 2, 3`)
  return rows
}
