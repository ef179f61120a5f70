import { createHash } from 'node:crypto'
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { GraphQLClient } from 'graphql-request'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient, type Client as WsClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Env } from '../../src/config.js'
import { createApiKey } from '../../src/store/api-keys.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ from: '2019-11-01', dateCount: 60 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true }),
]
const QUERY =
  'query Version($name: String!) { dataVersion { version } split(name: $name) { name pnl { date net } } }'
const SUBSCRIPTION = 'subscription Published { published { version split } }'
const VARIABLES = { name: 'test_2018_2019' }

interface Version {
  readonly dataVersion: { readonly version: number }
  readonly split: { readonly name: string; readonly pnl: readonly unknown[] }
}

let api: TestApi
let url: string
let runId: string

beforeAll(async () => {
  api = await createTestApi({ cached: true })
  runId = (await sampleRun(api.database, MARKET, SPLITS)).runId
  await publish(0)
  url = await api.app.listen({ port: 0, host: '127.0.0.1' })
})

afterAll(async () => {
  // A client that aborted a request keeps a connection on which it has sent nothing.
  api?.app.server.closeAllConnections()
  await api?.[Symbol.asyncDispose]()
})

function publish(split: number, salt = 0) {
  const result = sampleSplitResult(MARKET, SPLITS[split], { salt })
  return publishSplit(api.database.pool, { runId, result })
}

/** Publishes again until the subscription has a result. */
async function published<T>(received: readonly T[]): Promise<T> {
  for (let salt = 1; received.length === 0; salt++) {
    await publish(0, salt)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return received[0]
}

/** Of the API in these tests, which publish on. */
const ANSWER = {
  dataVersion: expect.objectContaining({ version: expect.any(Number) }),
  split: expect.objectContaining({ name: 'test_2018_2019' }),
}

function webSocket(connectionParams: Record<string, unknown> = {}): WsClient {
  return createWsClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
  })
}

/** A `fetch` that notes method and address. */
function noting() {
  const sent: { readonly method: string; readonly url: URL; readonly accept: string | null }[] = []
  return {
    sent,
    fetch: ((input, init) => {
      const request = new Request(input, init)
      const accept = request.headers.get('accept')
      sent.push({ method: request.method, url: new URL(request.url), accept })
      return fetch(input, init)
    }) as typeof fetch,
  }
}

describe('Apollo Client', () => {
  const apollo = (link: ApolloLink) => new ApolloClient({ link, cache: new InMemoryCache() })
  const query = { query: gql(QUERY), variables: VARIABLES, fetchPolicy: 'no-cache' } as const

  it('sends a query by POST', async () => {
    const { data } = await apollo(new HttpLink({ uri: `${url}/graphql` })).query<Version>(query)
    expect(data).toMatchObject(ANSWER)
    expect(data?.split.pnl.length).toBeGreaterThan(20)
  })

  it('sends persisted queries by GET, with the document only the first time', async () => {
    const { fetch, sent } = noting()
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries: true })
    const client = apollo(persisted.concat(new HttpLink({ uri: `${url}/graphql`, fetch })))
    for (const _ of [1, 2]) {
      const { data } = await client.query<Version>(query)
      expect(data).toMatchObject(ANSWER)
    }
    const hashed = sent.filter(({ method }) => method === 'GET')
    expect(hashed.length).toBe(2)
    expect(sent.length).toBe(3)
    for (const { url: asked } of hashed) {
      expect(asked.searchParams.get('query')).toBeNull()
      expect(asked.searchParams.get('extensions')).toContain('sha256Hash')
    }
  })

  it('reports errors with their codes', async () => {
    const client = apollo(new HttpLink({ uri: `${url}/graphql` }))
    const refused = client.query({
      query: gql('{ split(name: "test_2018_2019") { betas(date: "2019-01-01") { betas } } }'),
    })
    await expect(refused).rejects.toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })

  it('subscribes by multipart HTTP', async () => {
    const { fetch, sent } = noting()
    const client = apollo(new HttpLink({ uri: `${url}/graphql`, fetch }))
    const received: unknown[] = []
    const subscription = client
      .subscribe({ query: gql(SUBSCRIPTION) })
      .subscribe(({ data }) => received.push(data))
    expect(await published(received)).toMatchObject({ published: { split: 'test_2018_2019' } })
    subscription.unsubscribe()
    expect(sent.map(({ method }) => method)).toEqual(['POST'])
    expect(sent[0].accept).toContain('multipart/mixed')
  })

  it('queries and subscribes over WebSocket', async () => {
    const socket = webSocket()
    const client = apollo(new GraphQLWsLink(socket))
    expect((await client.query<Version>(query)).data).toMatchObject(ANSWER)
    const received: unknown[] = []
    const subscription = client
      .subscribe({ query: gql(SUBSCRIPTION) })
      .subscribe(({ data }) => received.push(data))
    expect(await published(received)).toMatchObject({ published: { split: 'test_2018_2019' } })
    subscription.unsubscribe()
    await socket.dispose()
  })
})

describe('urql', () => {
  it.each([false, 'force'] as const)('queries, by GET: %s', async (preferGetMethod) => {
    const { fetch, sent } = noting()
    const exchanges = [fetchExchange]
    const client = new Client({ url: `${url}/graphql`, exchanges, fetch, preferGetMethod })
    const { data, error } = await client.query<Version>(QUERY, VARIABLES)
    expect(error).toBeUndefined()
    expect(data).toMatchObject(ANSWER)
    expect(sent[0].method).toBe(preferGetMethod ? 'GET' : 'POST')
  })

  it('subscribes through the fetch of its queries', async () => {
    const client = new Client({
      url: `${url}/graphql`,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      preferGetMethod: false,
    })
    const received: unknown[] = []
    const { unsubscribe } = client
      .subscription(SUBSCRIPTION, {})
      .subscribe(({ data, error }) => received.push(data ?? error))
    expect(await published(received)).toMatchObject({ published: { split: 'test_2018_2019' } })
    unsubscribe()
  })

  it('subscribes over WebSocket', async () => {
    const socket = webSocket()
    const client = new Client({
      url: `${url}/graphql`,
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          enableAllOperations: true,
          forwardSubscription: ({ query = '', variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: socket.subscribe(
                { query, variables: variables as Record<string, unknown> },
                sink as Parameters<WsClient['subscribe']>[1],
              ),
            }),
          }),
        }),
      ],
    })
    const { data } = await client.query<Version>(QUERY, VARIABLES)
    expect(data).toMatchObject(ANSWER)
    const received: unknown[] = []
    const { unsubscribe } = client
      .subscription(SUBSCRIPTION, {})
      .subscribe(({ data: of }) => received.push(of))
    expect(await published(received)).toMatchObject({ published: { split: 'test_2018_2019' } })
    unsubscribe()
    await socket.dispose()
  })
})

describe('graphql-request', () => {
  it.each(['POST', 'GET'] as const)('queries by %s', async (method) => {
    const client = new GraphQLClient(`${url}/graphql`, { method })
    expect(await client.request<Version>(QUERY, VARIABLES)).toMatchObject(ANSWER)
  })

  it('reports errors with their codes', async () => {
    const client = new GraphQLClient(`${url}/graphql`)
    await expect(client.request('{ splits(strategy: "nope") { name } }')).rejects.toMatchObject({
      response: { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
    })
  })
})

describe('graphql-sse', () => {
  it('queries and subscribes', async () => {
    const client = createSseClient({ url: `${url}/graphql/stream`, retryAttempts: 0 })
    const results: unknown[] = []
    for await (const result of client.iterate({ query: QUERY, variables: VARIABLES }))
      results.push(result)
    expect(results).toEqual([{ data: expect.objectContaining(ANSWER) }])
    const received: unknown[] = []
    const stop = client.subscribe(
      { query: SUBSCRIPTION },
      {
        next: ({ data }) => received.push(data),
        error: (error) => received.push(error),
        complete() {},
      },
    )
    expect(await published(received)).toMatchObject({ published: { split: 'test_2018_2019' } })
    stop()
    client.dispose()
  })
})

describe('graphql-ws', () => {
  async function resultsOf(client: WsClient, query: string, variables = {}): Promise<unknown[]> {
    const results: unknown[] = []
    for await (const result of client.iterate({ query, variables })) results.push(result)
    return results
  }

  it('queries as over HTTP, rows and columns alike', async () => {
    const client = webSocket()
    const query = `{ split(name: "test_2018_2019") { pnl { date gross net } pnlSeries { dates net }
      residuals(first: 50) { edges { node { date value asset { symbol } } } } } }`
    expect(await resultsOf(client, query)).toEqual([{ data: await api.data(query) }])
    await client.dispose()
  })

  it('gets an answer larger than what a client may leave unread', async () => {
    const client = webSocket()
    const field = (n: number) => `a${n}: pnl { date gross cost net turnover shortExposure }`
    const fields = Array.from({ length: 15 }, (_, n) => field(n)).join(' ')
    const query = `{ splits { ${fields} } }`
    const asked = Array.from({ length: 12 }, () => resultsOf(client, query))
    const whole = { data: await api.data(query) }
    for (const results of await Promise.all(asked)) expect(results).toEqual([whole])
    await client.dispose()
  })

  const limited: readonly (readonly [Env, string, string])[] = [
    [{ RESIDUA_MAX_COST: '10' }, '{ splits { pnl { net } } }', 'COST_LIMIT'],
    [{ RESIDUA_MAX_DEPTH: '2' }, '{ splits { run { strategy { name } } } }', 'COST_LIMIT'],
    [{ RESIDUA_MAX_ALIASES: '1' }, '{ a: datasets { name } b: datasets { name } }', 'COST_LIMIT'],
    [
      { RESIDUA_MAX_TOKENS: '9' },
      '{ splits { name status live } datasets { name } }',
      'COST_LIMIT',
    ],
    [{}, '{ nope }', 'BAD_USER_INPUT'],
    [{}, '{ splits(strategy: "nope") { name } }', 'NOT_FOUND'],
  ]
  it.each(limited)('is held to the limits of HTTP: %o', async (env, query, code) => {
    await using other = await createTestApi({ env, database: api.database })
    const address = await other.app.listen({ port: 0, host: '127.0.0.1' })
    const client = createWsClient({
      url: `${address.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    })
    const errors = await resultsOf(client, query).then(
      (results) => (results[0] as { errors: unknown }).errors,
      (thrown: unknown) => thrown,
    )
    expect(errors).toMatchObject([{ extensions: { code } }])
    await client.dispose()
  })

  it('counts each query as a request of its key', async () => {
    const env = { RESIDUA_AUTH: 'keys', RESIDUA_RATE_LIMIT: '3' }
    await using other = await createTestApi({ env, database: api.database })
    const address = await other.app.listen({ port: 0, host: '127.0.0.1' })
    const connect = (authorization: string) =>
      createWsClient({
        url: `${address.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
        retryAttempts: 0,
      })
    await expect(
      resultsOf(connect('Bearer rsd_nope'), '{ datasets { name } }'),
    ).rejects.toMatchObject({ code: 4403 })
    const { secret } = await createApiKey(api.database.db, {
      name: 'desk',
      scopes: ['read'],
      expiresAt: null,
    })
    const client = connect(`Bearer ${secret}`)
    for (const _ of [1, 2, 3]) {
      expect(await resultsOf(client, '{ datasets { name } }')).toHaveLength(1)
    }
    await expect(resultsOf(client, '{ datasets { name } }')).rejects.toMatchObject([
      { extensions: { code: 'RATE_LIMITED' } },
    ])
    await client.dispose()
  })
})
