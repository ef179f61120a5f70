import { gunzipSync } from 'node:zlib'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { toConfig } from '../../src/config.js'
import { createContext } from '../../src/context.js'
import { createLog } from '../../src/log.js'
import { ResponseCache } from '../../src/server/cache/response-cache.js'
import { createServer } from '../../src/server/server.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { type Changes, watchChanges } from '../../src/store/read/changes.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 120 })
const SPLIT = sampleSplit()
const QUERY =
  '{ split(name: "test_2019_2020") { version pnl { date net } } dataVersion { version } }'

interface Process extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly changes: Changes
  ask(query?: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
}

async function apiProcess({ db, pool }: Pick<TestDatabase, 'db' | 'pool'>): Promise<Process> {
  const changes = watchChanges(pool, { heartbeatMs: 200 })
  const log = createLog({ level: 'silent' })
  const context = await createContext(toConfig({}), { log, database: { db, pool } })
  const { app } = await createServer(context, { changes })
  return {
    app,
    changes,
    ask: (query = QUERY, headers = {}) =>
      app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json', ...headers },
        payload: { query },
      }),
    async [Symbol.asyncDispose]() {
      await app.close()
      await changes.release()
    },
  }
}

async function changed({ changes }: Process, before: number | null): Promise<void> {
  await vi.waitUntil(() => changes.generation() !== before, { interval: 5, timeout: 5000 })
}

let database: TestDatabase
let runId: string
let one: Process
let other: Process
let statements = 0

beforeAll(async () => {
  database = await createTestDatabase()
  ;({ runId } = await sampleRun(database, MARKET, [SPLIT]))
  await publishSplit(database.pool, { runId, result: sampleSplitResult(MARKET, SPLIT) })
  const db = database.db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      statements++
      return result
    },
  })
  one = await apiProcess({ db, pool: database.pool })
  other = await apiProcess(database)
  await changed(one, null)
  await changed(other, null)
})

afterAll(async () => {
  await one?.[Symbol.asyncDispose]()
  await other?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

describe('a repeated query', () => {
  it('is answered with the same bytes and without SQL', async () => {
    const first = await one.ask()
    const before = statements
    const second = await one.ask()
    expect(statements).toBe(before)
    expect(second.rawPayload.equals(first.rawPayload)).toBe(true)
    for (const name of [
      'content-type',
      'etag',
      'cache-control',
      'vary',
      'x-content-type-options',
    ]) {
      expect(second.headers[name], name).toBe(first.headers[name])
    }
    expect(first.headers['cache-control']).toBe('private, no-cache')
    expect(Number(second.headers['content-length'])).toBe(second.rawPayload.length)
  })

  it('is a 304 for a client that has the answer, even if it was not cached', async () => {
    const { etag } = (await one.ask()).headers
    expect(etag).toMatch(/^W\/"1-/)
    for (const wish of ['max-age=0', 'no-cache']) {
      const again = await one.ask(QUERY, { 'if-none-match': String(etag), 'cache-control': wish })
      expect(again.statusCode).toBe(304)
      expect(again.rawPayload).toHaveLength(0)
    }
    expect((await one.ask(QUERY, { 'if-none-match': 'W/"1-other"' })).statusCode).toBe(200)
  })

  it('is cached per HTTP method', async () => {
    await one.ask()
    const { statusCode } = await one.app.inject({
      method: 'PUT',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: { query: QUERY },
    })
    expect(statusCode).toBe(405)
  })

  it('is recomputed on `Cache-Control: no-cache`', async () => {
    const query = '{ split(name: "test_2019_2020") { training { epoch } } }'
    await one.ask(query)
    for (const wish of ['no-cache', 'no-store']) {
      const before = statements
      await one.ask(query, { 'cache-control': wish })
      expect(statements, wish).toBeGreaterThan(before)
    }
  })

  it('is cached per variables, media type and encoding', async () => {
    const ask = (variables: object, headers = {}) =>
      one.app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json', ...headers },
        payload: {
          query: 'query ($n: String!) { split(name: $n) { name pnl { date net gross } } }',
          variables,
        },
      })
    const known = { n: 'test_2019_2020' }
    for (let round = 0; round < 2; round++) {
      expect((await ask({ n: 'x' })).json()).toEqual({ data: { split: null } })
      const plain = await ask(known)
      const typed = await ask(known, { accept: 'application/graphql-response+json' })
      const small = await ask(known, { 'accept-encoding': 'gzip, br' })
      expect(typed.headers['content-type']).toMatch(/graphql-response/)
      expect(plain.headers['content-type']).toMatch(/application\/json/)
      expect(plain.headers['content-encoding']).toBeUndefined()
      expect(small.headers['content-encoding']).toBe('gzip')
      expect(gunzipSync(small.rawPayload).toString()).toBe(plain.body)
      expect(small.rawPayload.length).toBeLessThan(plain.rawPayload.length)
    }
  })

  it('is not cached where it failed', async () => {
    for (let round = 0; round < 2; round++) {
      const before = statements
      const failed = await one.ask('{ splits(dataset: "none") { name } }')
      expect(failed.json().errors[0].extensions.code).toBe('NOT_FOUND')
      expect(failed.headers['cache-control']).toBe('no-store')
      expect(failed.headers.etag).toBeUndefined()
      expect(statements).toBeGreaterThanOrEqual(before)
      const partly = await one.ask('{ datasets { name } splits(strategy: "x") { name } }')
      expect(partly.headers.etag).toBeUndefined()
    }
  })
})

describe('a change', () => {
  it('of the data evicts the answers of every process at once', async () => {
    const before = [await one.ask(), await other.ask()]
    expect(before[0].body).toBe(before[1].body)
    const generations = [one, other].map(({ changes }) => changes.generation())
    await publishSplit(database.pool, {
      runId,
      result: sampleSplitResult(MARKET, SPLIT, { salt: 4 }),
    })
    const began = performance.now()
    await Promise.all([changed(one, generations[0]), changed(other, generations[1])])
    expect(performance.now() - began).toBeLessThan(500)
    for (const process of [one, other]) {
      const after = await process.ask()
      expect(after.json().data).toMatchObject({
        split: { version: 2 },
        dataVersion: { version: 2 },
      })
      expect(after.json().data.split.pnl).not.toEqual(before[0].json().data.split.pnl)
      expect(after.headers.etag).toMatch(/^W\/"2-/)
      const stale = await process.ask(QUERY, { 'if-none-match': String(before[0].headers.etag) })
      expect(stale.statusCode).toBe(200)
    }
  })

  it('of a run evicts answers too, although nothing is published', async () => {
    const query = '{ runs { edges { node { status } } } }'
    const statusOf = async () => (await one.ask(query)).json().data.runs.edges[0].node.status
    expect(await statusOf()).toBe('QUEUED')
    const before = one.changes.generation()
    await setRunStatus(database.db, runId, 'done')
    await changed(one, before)
    expect(await statusOf()).toBe('DONE')
  })

  it('during a lost connection to the database is not missed', async () => {
    await one.ask()
    const before = one.changes.generation()
    await database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like 'select pg_is_in_recovery() as replica, %'",
    )
    await expect.poll(() => one.changes.generation()).toBeNull()
    const blind = statements
    expect((await one.ask()).headers.etag).toBeUndefined()
    expect(statements).toBeGreaterThan(blind)
    await expect
      .poll(() => one.changes.generation(), { timeout: 5000 })
      .toBeGreaterThan(before ?? 0)
    expect((await one.ask()).headers.etag).toMatch(/^W\/"2-/)
  })
})

describe('the memory of the cache', () => {
  const answer = (size: number) => ({
    body: Buffer.alloc(size),
    headers: { 'content-type': 'application/json', 'cache-control': 'private', etag: 'W/"1-x"' },
    operation: null,
  })

  it('is bounded in bytes, and the least recently used answer is evicted first', () => {
    const cache = new ResponseCache(11_800)
    cache.enter(1)
    for (let i = 0; i < 9; i++) {
      cache.keep(`${i}`, answer(800), 1)
      cache.find('0')
    }
    expect(cache.stats().bytes).toBeLessThanOrEqual(11_800)
    expect(cache.find('0')).toBeDefined()
    expect(cache.find('1')).toBeUndefined()
    expect(cache.find('8')).toBeDefined()
  })

  it('holds no answer of an older generation, and none that would evict many others', () => {
    const cache = new ResponseCache(10_000)
    cache.enter(2)
    cache.keep('late', answer(10), 1)
    cache.keep('large', answer(2000), 2)
    expect(cache.stats()).toMatchObject({ answers: 0, bytes: 0 })
    cache.keep('kept', answer(10), 2)
    cache.enter(3)
    expect(cache.find('kept')).toBeUndefined()
    expect(cache.stats()).toEqual({ answers: 0, bytes: 0 })
  })
})
