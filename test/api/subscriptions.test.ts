import { connect } from 'node:net'
import { createClient as createSseClient } from 'graphql-sse'
import { type Client, createClient as createWsClient } from 'graphql-ws'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Env } from '../../src/config.js'
import { createApiKey, revokeApiKey } from '../../src/store/api-keys.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { type Answer, createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 300 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31' }),
  sampleSplit({ from: '2021-01-01', to: '2021-12-31', live: true }),
]
const QUERY = `subscription ($strategy: String) {
  published(strategy: $strategy) { version strategy split date run dataset } }`
const STRATEGIES = ['attention-longconv', 'pca-ou'] as const

interface Received {
  readonly results: Record<string, unknown>[]
  readonly errors: unknown[]
  done: boolean
  stop(): void
}

/** A client that takes `{ query, variables }` and a sink, as both reference clients do. */
type Subscribe = Pick<Client, 'subscribe'>['subscribe']

function listen(
  subscribe: Subscribe,
  variables: Record<string, unknown> = {},
  query = QUERY,
): Received {
  const received: Received = { results: [], errors: [], done: false, stop: () => {} }
  received.stop = subscribe<Record<string, unknown>>(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (data) received.results.push(data.published as Record<string, unknown>)
        if (errors) received.errors.push(...errors)
      },
      error: (error) => {
        received.errors.push(...(Array.isArray(error) ? error : [error]))
      },
      complete: () => {
        received.done = true
      },
    },
  )
  return received
}

async function until(condition: () => boolean, ms = 15_000): Promise<void> {
  const end = Date.now() + ms
  while (!condition()) {
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const closers: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function started(env: Env = {}) {
  const api = await createTestApi({ env })
  closers.push(() => api[Symbol.asyncDispose]())
  const address = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const ws = createWsClient({
    url: `${address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  })
  const sse = createSseClient({ url: `${address}/graphql/stream`, retryAttempts: 0 })
  closers.push(() => ws.dispose() as Promise<void>)
  closers.push(() => sse.dispose())
  return {
    api,
    address,
    ws,
    sse,
    subscribers: { ws: ws.subscribe, sse: sse.subscribe as Subscribe },
  }
}

async function runsOf(api: TestApi) {
  const runs = new Map<string, string>()
  for (const strategy of STRATEGIES) {
    runs.set(strategy, (await sampleRun(api.database, MARKET, SPLITS, { strategy })).runId)
  }
  return async (strategy: (typeof STRATEGIES)[number], index: number, salt = 0) => {
    const runId = runs.get(strategy) ?? ''
    const result = sampleSplitResult(MARKET, SPLITS[index], { salt })
    await publishSplit(api.database.pool, { runId, result })
    return runId
  }
}

/** Streams are open once both were requested; no event reports it. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 800))

describe.each(['ws', 'sse'] as const)('published over %s', (transport) => {
  it('sends each publication of the requested strategy once', async () => {
    const { api, subscribers } = await started()
    const publish = await runsOf(api)
    await publish('attention-longconv', 0)
    const all = listen(subscribers[transport])
    const one = listen(subscribers[transport], { strategy: 'pca-ou' })
    await settle()

    const run = await publish('attention-longconv', 2)
    const other = await publish('pca-ou', 1)
    await publish('attention-longconv', 1)
    await until(() => all.results.length >= 4)
    await settle()
    expect(one.results).toEqual([
      {
        version: 3,
        strategy: 'pca-ou',
        split: 'test_2019_2020',
        date: '2020-12-31',
        run: other,
        dataset: 'sample',
      },
    ])
    expect(all.results.map(({ version, split }) => [version, split])).toEqual([
      [2, 'test_2020_2021'],
      [3, 'test_2019_2020'],
      // The live split trades from the one published late, so it is accounted again.
      [4, 'test_2019_2020'],
      [4, 'test_2020_2021'],
    ])
    expect(all.results[0]).toMatchObject({ date: MARKET.nextDate, run })
    expect([all.errors, one.errors, all.done]).toEqual([[], [], false])

    one.stop()
    await until(() => one.done)
    await publish('pca-ou', 2)
    await until(() => all.results.length === 5)
    expect(one.results).toHaveLength(1)
  })

  it('loses no publication with the connection to the database', async () => {
    const { api, subscribers } = await started()
    const publish = await runsOf(api)
    const received = listen(subscribers[transport])
    await settle()
    await publish('attention-longconv', 0)
    await until(() => received.results.length === 1)
    const { pool } = api.database
    const listeners = `select pid from pg_stat_activity
      where datname = current_database() and query like 'listen%'`
    const killed = await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
        and pid <> pg_backend_pid() and (query like 'listen%' or query like '%data_version%')`,
    )
    expect(killed.rowCount).toBeGreaterThan(0)
    await publish('attention-longconv', 1)
    await publish('pca-ou', 1)
    await until(() => received.results.length === 3, 15_000)
    expect(received.results.map(({ version }) => version)).toEqual([1, 2, 3])
    expect((await pool.query(listeners)).rowCount).toBeLessThanOrEqual(1)
  })

  it.each([
    ['an unknown strategy', QUERY, { strategy: 'x' }, 'NOT_FOUND: strategy: "x" is unknown'],
    ['a wrong variable', QUERY, { strategy: [1] }, 'BAD_USER_INPUT: Variable "$strategy"'],
    ['an unknown field', 'subscription { published { x } }', {}, 'BAD_USER_INPUT: Cannot query'],
    ['no GraphQL', 'subscription {', {}, 'BAD_USER_INPUT: Syntax Error'],
    ['a mutation', 'mutation { x }', {}, 'BAD_USER_INPUT: '],
    [
      'too many aliases',
      `subscription { published { ${Array.from({ length: 16 }, (_, i) => `a${i}: version`)} } }`,
      {},
      'COST_LIMIT: the query has 16 aliases',
    ],
  ])('refuses %s', async (_name, query, variables, error) => {
    const { subscribers } = await started()
    const received = listen(subscribers[transport], variables, query)
    await until(() => received.errors.length > 0)
    const [{ message, extensions }] = received.errors as {
      message: string
      extensions: { code: string }
    }[]
    expect(`${extensions.code}: ${message}`).toContain(error)
    expect(JSON.stringify(received.errors)).not.toMatch(/stack|\.ts:|node_modules/)
  })

  it('ends at once when the server stops, so that clients reconnect', async () => {
    const { api, subscribers } = await started()
    const received = listen(subscribers[transport])
    await settle()
    const start = Date.now()
    await api.app.close()
    expect(Date.now() - start).toBeLessThan(5000)
    await until(() => received.errors.length > 0)
    expect(received.done).toBe(false)
  })
})

describe('over SSE', () => {
  it('is a stream by GET too, for EventSource, with the headers of an event stream', async () => {
    const { api, address } = await started()
    const publish = await runsOf(api)
    const parameters = new URLSearchParams({
      query: QUERY,
      variables: JSON.stringify({ strategy: 'pca-ou' }),
    })
    const end = new AbortController()
    const response = await fetch(`${address}/graphql/stream?${parameters}`, {
      headers: { accept: 'text/event-stream' },
      signal: end.signal,
    })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('x-request-id')).toBeTruthy()
    expect(response.headers.get('cache-control')).toMatch(/no-store/)
    const { body: metrics } = await api.app.inject('/metrics')
    expect(metrics).toContain('residua_subscription_connections{transport="sse"} 1')
    // From the first byte of the answer on no publication is missed.
    await publish('pca-ou', 0)
    let text = ''
    const decoder = new TextDecoder()
    for await (const part of response.body ?? []) {
      text += decoder.decode(part as Uint8Array)
      if (text.includes('event: next')) break
    }
    end.abort()
    expect(text).toMatch(/^:\n\n/)
    expect(text).toMatch(/event: next\ndata: \{"data":\{"published":\{"version":1,/)
  })

  it.each([
    ['Accept', { headers: { accept: 'application/json' } }, 400],
    ['variables', { query: '&variables={' }, 400],
  ])(
    'refuses a wrong %s before the stream',
    async (_name, {
      headers,
      query = '',
    }: { headers?: Record<string, string>; query?: string }, status) => {
      const { address } = await started()
      const response = await fetch(`${address}/graphql/stream?query=x${query}`, { headers })
      expect(response.status).toBe(status)
      expect(((await response.json()) as Answer).errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
    },
  )

  it('POST /graphql names the routes of subscriptions', async () => {
    const { api } = await started()
    expect(await api.error('subscription { published { version } }')).toMatch(
      /^BAD_USER_INPUT: .*\/graphql\/stream/,
    )
  })
})

describe('over WebSocket', () => {
  const open = (address: string, path: string, options: object = {}) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(
        `${address.replace('http', 'ws')}${path}`,
        'graphql-transport-ws',
        options,
      )
      closers.push(() => socket.terminate())
      socket.on('open', () => resolve(101))
      socket.on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode))
      socket.on('error', () => {})
    })

  it('opens only at /graphql and only for this origin', async () => {
    const { address } = await started()
    expect(await open(address, '/graphql')).toBe(101)
    expect(await open(address, '/graphql?x=1', { origin: address })).toBe(101)
    expect(await open(address, '/')).toBe(404)
    expect(await open(address, '/graphql', { origin: 'https://elsewhere.example' })).toBe(403)
  })

  it('is not affected by malformed messages on other connections', async () => {
    const { address, subscribers } = await started()
    const received = listen(subscribers.ws)
    await settle()
    const closed = (send: (socket: WebSocket) => void) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(
          `${address.replace('http', 'ws')}/graphql`,
          'graphql-transport-ws',
        )
        socket.on('open', () => send(socket))
        socket.on('close', resolve)
      })
    expect(await closed((socket) => socket.send('{'))).toBe(4400)
    expect(
      await closed((socket) =>
        socket.send('{"type":"subscribe","id":"1","payload":{"query":"x"}}'),
      ),
    ).toBe(4401)
    expect(await closed((socket) => socket.send('x'.repeat(1_100_000)))).toBe(1009)
    expect(received.errors).toEqual([])
  })

  it('ignores upgrades to another protocol and discards their bodies', async () => {
    const { address } = await started()
    const body = JSON.stringify({ query: '{ dataVersion { version } }' })
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(address).port), '127.0.0.1')
      let text = ''
      socket.on('data', (part) => {
        text += part
        if (text.endsWith('}\n') || text.endsWith('}}}')) socket.end()
      })
      socket.on('close', () => resolve(text))
      socket.write(
        'POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n' +
          `HTTP2-Settings: AAEAAEAAAAIAAAAB\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
      )
      setTimeout(() => socket.write(body.slice(10)), 50)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(answer).toContain('{"data":{"dataVersion":{"version":0}}}')
  })
})

describe('with keys', () => {
  async function guarded(scopes: readonly ('read' | 'export')[] = ['read'], lifeMs?: number) {
    const { api, address } = await started({ RESIDUA_AUTH: 'keys' })
    const expiresAt = lifeMs === undefined ? null : new Date(Date.now() + lifeMs)
    const { secret } = await createApiKey(api.database.db, { name: 'desk', scopes, expiresAt })
    const authorization = `Bearer ${secret}`
    const url = `${address.replace('http', 'ws')}/graphql`
    const ws = (options: { connectionParams?: object; headers?: Record<string, string> }) => {
      class WithHeaders extends WebSocket {
        constructor(to: string, protocols: string) {
          super(to, protocols, { headers: options.headers })
        }
      }
      const client = createWsClient({
        url,
        webSocketImpl: WithHeaders,
        retryAttempts: 0,
        connectionParams: options.connectionParams as Record<string, unknown>,
      })
      closers.push(() => client.dispose() as Promise<void>)
      return client.subscribe
    }
    const sse = (headers: Record<string, string>) => {
      const client = createSseClient({
        url: `${address}/graphql/stream`,
        headers,
        retryAttempts: 0,
      })
      closers.push(() => client.dispose())
      return client.subscribe as Subscribe
    }
    return { api, authorization, ws, sse }
  }

  it('accepts a client with a key, in the handshake or after it, until the key is revoked', async () => {
    const { api, authorization, ws, sse } = await guarded()
    const publish = await runsOf(api)
    const received = [
      listen(ws({ connectionParams: { authorization } })),
      listen(ws({ headers: { authorization } })),
      listen(sse({ authorization })),
    ]
    await settle()
    await publish('pca-ou', 0)
    await until(() => received.every(({ results }) => results.length === 1))
    await revokeApiKey(api.database.db, 'desk')
    await publish('pca-ou', 1)
    await until(() => received.every(({ errors, done }) => errors.length > 0 || done))
    for (const { results, errors } of received) {
      expect(results).toHaveLength(1)
      expect(JSON.stringify(errors)).toContain('UNAUTHENTICATED')
    }
  })

  it('refuses a client without a key or with a key of another scope', async () => {
    const { ws, sse } = await guarded()
    const other = await guarded(['export'])
    const received = [
      listen(ws({})),
      listen(ws({ connectionParams: { authorization: 'Bearer nobody' } })),
      listen(sse({})),
      listen(other.ws({ connectionParams: { authorization: other.authorization } })),
      listen(other.sse({ authorization: other.authorization })),
    ]
    await until(() => received.every(({ errors }) => errors.length > 0))
    expect(received.flatMap(({ results }) => results)).toEqual([])
    expect(received.map(({ errors: [error] }) => (error as { code?: number }).code)).toEqual([
      4403,
      4403,
      undefined,
      4403,
      undefined,
    ])
    expect(String((received[0].errors[0] as { reason: string }).reason)).toContain('Authorization')
  })

  it('ends when the key expires', async () => {
    const { authorization, ws, sse } = await guarded(['read'], 4000)
    const received = [
      listen(ws({ connectionParams: { authorization } })),
      listen(sse({ authorization })),
    ]
    await settle()
    expect(received.flatMap(({ errors }) => errors)).toEqual([])
    await until(() => received.every(({ errors }) => errors.length > 0))
    expect(received[0].errors[0]).toMatchObject({ code: 4403, reason: 'expired' })
    expect(received[1].done).toBe(false)
  })
})
