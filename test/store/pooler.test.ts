import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database.js'
import { exclusively } from '../../src/store/exclusive.js'
import { statementRows } from '../../src/store/named-statements.js'
import { isStatementTimeout } from '../../src/store/outage.js'
import { NO_PGBOUNCER, type Pooler, pgbouncer, pgbouncerVersion } from '../_util/pgbouncer.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { renamingPooler } from '../_util/renaming-pooler.js'

const version = pgbouncerVersion()
if (!version) process.stdout.write(`skipped: ${NO_PGBOUNCER}\n`)

describe.skipIf(!version)(`behind PgBouncer ${version} in transaction mode`, () => {
  let database: TestDatabase
  let pooler: Pooler
  beforeAll(async () => {
    database = await createTestDatabase()
    pooler = await pgbouncer(database.url, { poolSize: 2 })
  })
  afterAll(async () => {
    await pooler?.[Symbol.asyncDispose]()
    await database?.[Symbol.asyncDispose]()
  })

  const open = (options: Partial<Parameters<typeof openDatabase>[0]> = {}) =>
    openDatabase({ url: pooler.through(database.url), home: '/none', ...options })

  it('the pooler is found, with whether it keeps prepared statements', async () => {
    const { where, release } = await open()
    expect(where.pooler).toEqual({ preparedStatements: isAtLeast(1, 24), direct: false })
    await release()
  })

  it('a statement that takes too long ends, alone, in a transaction, and with a callback', async () => {
    const { pool, db, release } = await open({ statementTimeoutMs: 50 })
    const slow = 'select pg_sleep(2)'
    expect(isStatementTimeout(await pool.query(slow).catch((thrown) => thrown))).toBe(true)
    const client = await pool.connect()
    await client.query('begin isolation level repeatable read read only')
    expect(isStatementTimeout(await client.query(slow).catch((thrown) => thrown))).toBe(true)
    await client.query('rollback')
    client.release()
    expect((await db.selectFrom('data_version').select('version').execute()).length).toBe(1)
    expect((await pool.query('select $1::int as n', [7])).rows).toEqual([{ n: 7 }])
    await release()
    // Nothing of it stays in the sessions of the pooler.
    const after = await open({ poolSize: 4 })
    const settings = await Promise.all(
      Array.from({ length: 8 }, () => after.pool.query('show statement_timeout')),
    )
    for (const { rows } of settings) expect(rows).toEqual([{ statement_timeout: '0' }])
    await after.release()
  })

  it('a write outside a transaction is stored when its promise resolves', async () => {
    const { pool, release } = await open({ statementTimeoutMs: 1000 })
    await pool.query('create table written as select 1 as n')
    expect((await database.pool.query('select n from written')).rows).toEqual([{ n: 1 }])
    await expect(pool.query('insert into written select 1 / 0')).rejects.toThrow(/division by zero/)
    expect((await pool.query('select count(*)::int as n from written')).rows).toEqual([{ n: 1 }])
    await release()
  })

  it('work is exclusive, with and without an address of the server', async () => {
    for (const directUrl of [null, database.url]) {
      const a = await open({ directUrl })
      const b = await open({ directUrl })
      let [running, most] = [0, 0]
      const work = async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, 30))
        running--
      }
      const pools = [a.pool, b.pool]
      await Promise.all([...pools, ...pools].map((pool) => exclusively(pool, 'test', 1, work)))
      expect(most).toBe(1)
      await a.release()
      await b.release()
    }
  })
})

it('a pooler that keeps prepared statements is found, and gets them under names unless switched off', async () => {
  await using database = await createTestDatabase()
  await using pooler = await renamingPooler(database.url)
  const count = async (preparedStatements: 'auto' | 'off') => {
    const options = { url: pooler.url, home: '/none', poolSize: 1, preparedStatements }
    const { db, pool, where, release } = await openDatabase(options)
    await statementRows(db, { name: 'one', text: 'select $1::int as n' }, [1])
    const { rows } = await pool.query('select name from pg_prepared_statements')
    await release()
    return { where: where.pooler?.preparedStatements, names: rows.map(({ name }) => name) }
  }
  expect(await count('auto')).toEqual({ where: true, names: ['PGBOUNCER_one'] })
  expect(await count('off')).toEqual({ where: false, names: [] })
})

function isAtLeast(major: number, minor: number): boolean {
  const [ours = 0, its = 0] = (version ?? '').split('.').map(Number)
  return ours > major || (ours === major && its >= minor)
}
