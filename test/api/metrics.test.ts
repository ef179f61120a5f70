import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { toConfig } from '../../src/config.js'
import { createContext } from '../../src/context.js'
import { createLog } from '../../src/log.js'
import { createServer } from '../../src/server/server.js'
import { poolFor } from '../../src/store/database.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { watchChanges } from '../../src/store/read/changes.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'
import { tcpRelay } from '../_util/tcp-relay.js'

const MARKET = sampleMarket()
const SPLIT = sampleSplit()

async function publish(database: Pick<TestDatabase, 'db' | 'pool'>) {
  const { runId } = await sampleRun(database, MARKET, [SPLIT])
  await publishSplit(database.pool, { runId, result: sampleSplitResult(MARKET, SPLIT) })
}

/** Samples of `/metrics` by name and labels. */
async function samples(app: TestApi['app']): Promise<Map<string, number>> {
  const response = await app.inject('/metrics')
  expect(response.statusCode).toBe(200)
  expect(response.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = response.body.split('\n').filter((line) => line && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ')
      return [line.slice(0, space), Number(line.slice(space + 1))]
    }),
  )
}

describe('/metrics', () => {
  it('reports latency, cost, values, the pool, the event loop and the data version', async () => {
    await using api = await createTestApi()
    expect(await samples(api.app)).not.toContain('residua_data_age_seconds')
    await publish(api.database)
    const query = 'query Pnl { split(name: "test_2019_2020") { pnl { date net } } }'
    expect(await api.answer(query)).not.toHaveProperty('errors')
    await api.post({ query: '{ nope }' })
    const seen = await samples(api.app)
    const value = (name: string) => seen.get(name)
    const count = 'residua_graphql_operation_seconds_count'
    expect(value(`${count}{operation="Pnl",outcome="ok"}`)).toBe(1)
    expect(value(`${count}{operation="anonymous",outcome="refused"}`)).toBe(1)
    expect(value('residua_graphql_values_total')).toBe(2 * 12)
    expect(value('residua_graphql_cost_values_count')).toBe(1)
    expect(value('residua_data_version')).toBe(1)
    expect(value('residua_data_age_seconds')).toBeLessThan(60)
    expect(value('residua_database_up')).toBe(1)
    expect(value('residua_pool_connections{state="idle"}')).toBeGreaterThan(0)
    expect(value('residua_pool_connections{state="waiting"}')).toBe(0)
    expect(value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0)
    expect(
      value('residua_http_request_seconds_count{route="/graphql",method="POST",status="200"}'),
    ).toBe(2)
  })

  it('keeps few series for any operation name a client sends', async () => {
    await using api = await createTestApi()
    for (let n = 0; n < 150; n++) await api.post({ query: `query Q${n} { __typename }` })
    const names = [...(await samples(api.app)).keys()]
    const counts = names.filter((name) =>
      name.startsWith('residua_graphql_operation_seconds_count'),
    )
    expect(counts).toHaveLength(101)
    expect(counts.join()).toContain('operation="other"')
  })

  it('counts answers from the cache', async () => {
    await using database = await createTestDatabase()
    await publish(database)
    const changes = watchChanges(database.pool)
    const log = createLog({ level: 'silent' })
    const context = await createContext(toConfig({}), { log, database })
    const { app, stop } = await createServer(context, { changes })
    await expect.poll(() => changes.generation()).not.toBeNull()
    // Clients need not send the operation name separately from the document.
    const payload = { query: 'query V { dataVersion { version } }' }
    for (let n = 0; n < 3; n++) await app.inject({ method: 'POST', url: '/graphql', payload })
    const url = `/graphql?query=${encodeURIComponent(payload.query)}`
    for (let n = 0; n < 2; n++) await app.inject(url)
    const seen = await samples(app)
    expect(seen.get('residua_cache_requests_total{cache="response",result="miss"}')).toBe(2)
    expect(seen.get('residua_cache_requests_total{cache="response",result="hit"}')).toBe(3)
    expect(seen.get('residua_graphql_operation_seconds_count{operation="V",outcome="ok"}')).toBe(5)
    await changes.release()
    await stop()
  })
})

describe('while the database is unreachable', () => {
  it('the API is alive and not ready, and is ready again without a restart', async () => {
    await using database = await createTestDatabase()
    await publish(database)
    const url = new URL(database.url)
    await using relay = await tcpRelay({ host: url.hostname, port: Number(url.port || 5432) })
    url.hostname = '127.0.0.1'
    url.port = String(relay.port)
    const through = poolFor(url.href)
    const api = await createTestApi({ database: through })
    const status = async (path: string) => (await api.app.inject(path)).statusCode
    expect(await status('/ready')).toBe(200)

    await relay.cut()
    await expect.poll(() => status('/ready'), { timeout: 5000 }).toBe(503)
    for (let n = 0; n < 3; n++) expect(await status('/ready')).toBe(503)
    expect(await status('/health')).toBe(200)
    expect(await api.error('{ dataVersion { version } }')).toMatch(/^UNAVAILABLE/)
    const away = await samples(api.app)
    expect(away.get('residua_database_up')).toBe(0)
    expect(away.has('residua_data_version')).toBe(false)

    await relay.restore()
    await expect.poll(() => status('/ready'), { timeout: 5000 }).toBe(200)
    expect(await api.data('{ dataVersion { version } }')).toEqual({ dataVersion: { version: 1 } })
    await api[Symbol.asyncDispose]()
    await through.close()
  })
})

describe('several processes over one database', () => {
  it('give the same answers, and see a publication by any of them', async () => {
    await using database = await createTestDatabase()
    const log = createLog({ level: 'silent' })
    const processes: { app: TestApi['app']; close(): Promise<void> }[] = []
    for (let n = 0; n < 2; n++) {
      const { db, pool, close } = poolFor(database.url)
      const changes = watchChanges(pool)
      const context = await createContext(toConfig({}), { log, database: { db, pool } })
      const { app, stop } = await createServer(context, { changes })
      const closeAll = async () => {
        await changes.release()
        await stop()
        await close()
      }
      processes.push({ app, close: closeAll })
    }
    const payload = { query: '{ dataVersion { version } splits { name version } }' }
    const answers = () =>
      Promise.all(
        processes.map(async ({ app }) =>
          (await app.inject({ method: 'POST', url: '/graphql', payload })).json(),
        ),
      )
    const before = { data: { dataVersion: { version: 0 }, splits: [] } }
    expect(await answers()).toEqual([before, before])
    await publish(database)
    const splits = [{ name: 'test_2019_2020', version: 1 }]
    const after = { data: { dataVersion: { version: 1 }, splits } }
    await expect.poll(answers).toEqual([after, after])
    for (const { close } of processes) await close()
  })
})

describe('the log', () => {
  it('has a line with an id for each request, and its error has the same id', async () => {
    const lines: Record<string, unknown>[] = []
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(JSON.parse(String(chunk)))
        done()
      },
    })
    const log = createLog({ level: 'debug', pretty: false, destination })
    await using database = await createTestDatabase()
    const context = await createContext(toConfig({}), { log, database })
    const { app, stop } = await createServer(context)
    await database.pool.query('alter table data_version rename to moved')
    const headers = { 'x-request-id': 'trace-7' }
    const payload = { query: '{ dataVersion { version } }' }
    const response = await app.inject({ method: 'POST', url: '/graphql', headers, payload })
    expect(response.json().errors[0].extensions.code).toBe('INTERNAL')
    expect(lines.find(({ msg }) => msg === 'a query failed')).toMatchObject({
      scope: 'server',
      requestId: 'trace-7',
      err: { message: expect.stringContaining('data_version') },
    })
    expect(lines.find(({ msg }) => msg === 'request')).toMatchObject({
      requestId: 'trace-7',
      method: 'POST',
      route: '/graphql',
      status: 200,
      ms: expect.any(Number),
    })
    await stop()
  })
})

describe('stop', () => {
  it('finishes running requests and accepts no new ones', async () => {
    await using database = await createTestDatabase()
    const log = createLog({ level: 'silent' })
    const context = await createContext(toConfig({ PORT: '0' }), { log, database })
    const server = await createServer(context)
    server.app.get('/slow', async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      return 'done'
    })
    const url = await server.start()
    const slow = fetch(`${url}/slow`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const stopped = server.stop()
    expect(await (await slow).text()).toBe('done')
    await stopped
    await expect(fetch(`${url}/health`)).rejects.toThrow()
  })
})
