import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database.js'
import { createTestDatabase } from '../_util/postgres.js'

const home = '/nowhere'

it('opens the database of a URL', async () => {
  await using database = await createTestDatabase()
  const opened = await openDatabase({ url: database.url, home, poolSize: 2 })
  expect(opened.where).toMatchObject({ kind: 'url', reused: true })
  const { rows } = await opened.pool.query('select count(*) as n from run')
  expect(rows).toEqual([{ n: 0 }])
  await opened.release()
})

it('reports host, port and remedy of a failed connection, never the password', async () => {
  const url = 'postgres://me:s3cret@127.0.0.1:1/residua'
  const error = await openDatabase({ url, home }).catch((thrown) => thrown)
  expect(error.name).toBe('UnavailableError')
  expect(error.retryable).toBe(true)
  expect(error.message).toMatch(/127\.0\.0\.1:1: .*\(nothing listens there/)
  expect(error.message).not.toContain('s3cret')

  await using database = await createTestDatabase()
  const absent = database.url.replace(/\/residua_test\w+/, '/absent')
  await expect(openDatabase({ url: absent, home })).rejects.toThrow(/no such database/)
})

it.each(['mysql://me:s3cret@host/db', 'not a url', 'postgres://me:s3c ret#@h/db'])(
  'refuses %s as a URL without repeating it',
  async (url) => {
    const error = await openDatabase({ url, home }).catch((thrown) => thrown)
    expect(error.message).toMatch(/DATABASE_URL|cannot use the database/)
    expect(error.message).not.toContain('s3c')
  },
)

it('reads dates as text, counters as numbers, missing array elements as null', async () => {
  await using database = await createTestDatabase()
  const { rows } = await database.pool.query(`select date '2024-03-10' as date,
    9007199254740991::bigint as counter, '{1.5,NULL,NaN,-Infinity,-2e-7}'::real[] as floats,
    '{}'::float8[] as none, '{0.1}'::float8[] as doubles, array[date '2024-03-10']::text[] as texts`)
  expect(rows).toEqual([
    {
      date: '2024-03-10',
      counter: Number.MAX_SAFE_INTEGER,
      floats: [1.5, null, null, null, -2e-7],
      none: [],
      doubles: [0.1],
      texts: ['2024-03-10'],
    },
  ])
  await expect(database.pool.query('select 9007199254740992::bigint')).rejects.toThrow(/2\^53/)
})

it('survives a connection that is cut during use', async () => {
  await using database = await createTestDatabase()
  const { pool } = database
  const cut = sql`select pg_sleep(30)`.execute(database.db).catch((thrown) => thrown)
  const find = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like '%pg_sleep(30)' and pid <> pg_backend_pid()`
  while ((await pool.query(find)).rowCount === 0) await sleep(20)
  expect((await cut).message).toMatch(/terminat/)
  await sleep(50) // until the pool has noticed
  expect((await sql`select 1 as alive`.execute(database.db)).rows).toEqual([{ alive: 1 }])
})

it('detects a connection that a test did not release', async () => {
  const database = await createTestDatabase()
  await database.pool.connect()
  await expect(database[Symbol.asyncDispose]()).rejects.toThrow(/1 connection/)
})
