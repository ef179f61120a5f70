import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { installQueue } from '../../jobs/queue/install.js'
import { createApiKey } from '../../src/store/api-keys.js'
import { poolFor } from '../../src/store/database.js'
import { migrateIfAllowed, migrateToLatest } from '../../src/store/migrate.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { publishedSplits } from '../../src/store/read/splits.js'
import { pruneVersions } from '../../src/store/retention.js'
import { createDatabaseUser, grantRoles, type Privilege } from '../../src/store/roles.js'
import { createTestApi } from '../_util/api.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const market = sampleMarket()
const split = sampleSplit()
const result = sampleSplitResult(market, split)

/** The database as a user of that privilege sees it; the user is dropped with it. */
async function as(owner: TestDatabase, privilege: Privilege) {
  const name = `${privilege}_${randomBytes(5).toString('hex')}`
  const password = await createDatabaseUser(owner.db, name, privilege)
  const url = new URL(owner.url)
  url.username = name
  url.password = password
  const { db, pool, close } = poolFor(url.href, { poolSize: 4 })
  return {
    db,
    pool,
    async [Symbol.asyncDispose]() {
      await close()
      await owner.pool.query(`drop owned by ${name}`)
      await owner.pool.query(`drop role ${name}`)
    },
  }
}

const DENIED = '42501'
const codeOf = (pool: pg.Pool, text: string) =>
  pool.query(text).then(
    () => 'done',
    ({ code }) => code,
  )

const SCHEMA_CHANGES = [
  'create table mine (id int)',
  'drop table run',
  'alter table run add column mine int',
  'truncate run cascade',
  'create index on run (strategy)',
  `update kysely_migration set name = 'x'`,
  'delete from kysely_migration',
]

describe('the reader', () => {
  it('reads everything and writes only the time of a key’s last use', async () => {
    await using owner = await createTestDatabase()
    const { runId } = await sampleRun(owner, market, [split])
    await publishSplit(owner.pool, { runId, result })
    await grantRoles(owner.db)
    await using reader = await as(owner, 'reader')
    const [[read]] = await publishedSplits(reader.db, [runId])
    expect(read.current?.scoredTo).toBe('2020-01-16')

    const { rows } = await owner.pool.query(
      `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    )
    expect(rows.length).toBeGreaterThan(20)
    for (const { relname } of rows) {
      expect(await codeOf(reader.pool, `select * from ${relname} limit 1`), relname).toBe('done')
      expect(await codeOf(reader.pool, `delete from ${relname}`), relname).toBe(DENIED)
      expect(await codeOf(reader.pool, `insert into ${relname} default values`), relname).toBe(
        DENIED,
      )
    }
    for (const text of SCHEMA_CHANGES) expect(await codeOf(reader.pool, text), text).toBe(DENIED)
    expect(await codeOf(reader.pool, `update split set name = 'x'`)).toBe(DENIED)
    expect(await codeOf(reader.pool, `update api_key set scopes = '{admin}'`)).toBe(DENIED)
  })

  it('suffices for the API, keys included', async () => {
    await using owner = await createTestDatabase()
    const { runId } = await sampleRun(owner, market, [split])
    await publishSplit(owner.pool, { runId, result })
    await grantRoles(owner.db)
    await using reader = await as(owner, 'reader')
    const key = { name: 'k', scopes: ['read'], expiresAt: null } as const
    const { secret } = await createApiKey(owner.db, key)
    await using api = await createTestApi({ database: reader, env: { RESIDUA_AUTH: 'keys' } })
    const query = '{ split(name: "test_2019_2020") { measures { netSharpe } pnl { net } } }'
    const answer = await api.post({ query }, { authorization: `Bearer ${secret}` })
    expect(answer.json().data.split.pnl.length).toBe(12)
    const { rows } = await owner.pool.query('select last_used_at from api_key')
    expect(rows[0].last_used_at).toBeInstanceOf(Date)
  })
})

describe('the writer', () => {
  it('registers, publishes, prunes and queues, and changes no schema', async () => {
    await using owner = await createTestDatabase()
    await installQueue(owner)
    await grantRoles(owner.db)
    await using writer = await as(owner, 'writer')
    const { runId } = await sampleRun(writer, market, [split])
    expect(await publishSplit(writer.pool, { runId, result })).toMatchObject({ changed: true })
    expect(await pruneVersions(writer.pool, 2)).toBe(0)
    await installQueue(writer) // up to date: no tables to create
    await writer.pool.query(`select graphile_worker.add_job('task', '{}'::json)`)
    const { rows } = await writer.pool.query('select task_identifier from graphile_worker.jobs')
    expect(rows).toEqual([{ task_identifier: 'task' }])
    for (const text of SCHEMA_CHANGES) expect(await codeOf(writer.pool, text), text).toBe(DENIED)
  })

  it('may write tables of later migrations', async () => {
    await using owner = await createTestDatabase()
    await grantRoles(owner.db)
    await using writer = await as(owner, 'writer')
    await using reader = await as(owner, 'reader')
    await owner.pool.query('create table later (id integer generated always as identity, x int)')
    expect(await codeOf(writer.pool, 'insert into later (x) values (1)')).toBe('done')
    expect(await codeOf(reader.pool, 'select * from later')).toBe('done')
    expect(await codeOf(reader.pool, 'insert into later (x) values (1)')).toBe(DENIED)
  })
})

describe('migrations', () => {
  it('are run by the owner only: other roles get an error that names the owner', async () => {
    await using owner = await createTestDatabase({ migrated: false })
    await owner.pool.query('create table api_key (last_used_at timestamptz)')
    await owner.pool.query('create table kysely_migration (name text, timestamp text)')
    await owner.pool.query('create table kysely_migration_lock (id text)')
    await grantRoles(owner.db)
    await owner.pool.query('drop table api_key, kysely_migration, kysely_migration_lock')
    await using reader = await as(owner, 'reader')
    const refusal = migrateIfAllowed(reader.db)
    await expect(refusal).rejects.toThrow(/lacks _20261121_initial, .*residua db migrate/)
    await expect(refusal).rejects.toMatchObject({ retryable: true })
    await migrateToLatest(owner.db)
    expect(await migrateIfAllowed(reader.db)).toEqual([])
    await owner.pool.query(`insert into kysely_migration values ('_29990101_later', '')`)
    await expect(migrateIfAllowed(reader.db)).rejects.toThrow(/newer residua/)
  })
})

it('a user can be given another privilege and another password', async () => {
  await using owner = await createTestDatabase()
  await grantRoles(owner.db)
  await using user = await as(owner, 'writer')
  const { rows } = await user.pool.query('select current_user as name')
  const [{ name }] = rows
  await createDatabaseUser(owner.db, name, 'reader')
  expect(await codeOf(user.pool, 'delete from run')).toBe(DENIED)
  await expect(createDatabaseUser(owner.db, 'No Name', 'reader')).rejects.toThrow(/lower-case/)
})
