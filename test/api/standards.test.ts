import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApi, type TestApi } from '../_util/api.js'

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
})
afterAll(() => api?.[Symbol.asyncDispose]())

const GRAPHQL = 'application/graphql-response+json'

describe('media types', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    [GRAPHQL, GRAPHQL],
    [`${GRAPHQL}, application/json`, GRAPHQL],
    [`application/json, ${GRAPHQL}`, 'application/json'],
    [`application/json;q=0.5, ${GRAPHQL};q=0.9`, GRAPHQL],
    [`${GRAPHQL}, */*;q=0.1`, GRAPHQL],
    ['application/*', 'application/json'],
  ])('Accept: %s is answered with %s', async (accept, type) => {
    const headers: Record<string, string> = accept === undefined ? {} : { accept }
    const response = await api.post({ query: '{ __typename }' }, headers)
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe(`${type}; charset=utf-8`)
  })

  it('an unsupported media type is a 406', async () => {
    const response = await api.post({ query: '{ __typename }' }, { accept: 'text/html' })
    expect(response.statusCode).toBe(406)
    expect(response.json().errors).toHaveLength(1)
  })
})

describe('the status of an error before execution', () => {
  it.each([
    ['a document that cannot be parsed', { query: '{' }],
    ['a document that is not valid', { query: '{ nope }' }],
    [
      'variables that do not fit',
      { query: 'query ($n: Int!) { runs(first: $n) { edges { cursor } } }' },
    ],
    ['no such operation', { query: 'query A { __typename }', operationName: 'B' }],
  ])('%s', async (_, payload) => {
    expect((await api.post(payload)).statusCode).toBe(200)
    const strict = await api.post(payload, { accept: GRAPHQL })
    expect(strict.statusCode).toBe(400)
    expect(strict.json().data).toBeUndefined()
    expect(strict.json().errors[0].extensions.code).toBe('BAD_USER_INPUT')
  })

  it('of a limit is 400 in both', async () => {
    const payload = { query: `{ ${'name '.repeat(2001)} }` }
    expect((await api.post(payload)).statusCode).toBe(400)
    expect((await api.post(payload, { accept: GRAPHQL })).statusCode).toBe(400)
  })
})

describe('cross-site request forgery is refused', () => {
  it.each([
    ['text/plain', '{"query":"{ __typename }"}'],
    ['application/x-www-form-urlencoded', 'query={__typename}'],
    ['multipart/form-data; boundary=x', '--x--'],
  ])('a POST of %s, which needs no preflight, is refused', async (type, payload) => {
    expect((await api.post(payload, { 'content-type': type })).statusCode).toBe(415)
  })

  it('GET runs queries only', async () => {
    const get = (query: string) => api.app.inject(`/graphql?query=${encodeURIComponent(query)}`)
    expect((await get('{ __typename }')).json()).toEqual({ data: { __typename: 'Query' } })
    for (const query of [
      'mutation { dataVersion { version } }',
      'subscription { published { split } }',
    ]) {
      const { data, errors } = (await get(query)).json()
      expect(data).toBeUndefined()
      expect(errors[0].extensions.code).toBe('BAD_USER_INPUT')
    }
  })

  it('POST refuses subscriptions and names their routes', async () => {
    expect(await api.error('mutation { dataVersion { version } }')).toBe(
      'BAD_USER_INPUT: there are no mutations: everything here is read',
    )
    expect(await api.error('subscription { published { split } }')).toMatch(/\/graphql\/stream/)
    const query = 'subscription ($v: Boolean!) { published @include(if: $v) { split } }'
    expect(await api.error(query)).toMatch(/^BAD_USER_INPUT: a subscription must not choose/)
  })

  it('other origins are allowed only where they are configured', async () => {
    const origin = 'https://dashboards.example'
    const preflight = (one: TestApi, from: string) =>
      one.app.inject({
        method: 'OPTIONS',
        url: '/graphql',
        headers: {
          origin: from,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type, authorization',
        },
      })
    expect((await preflight(api, origin)).headers).not.toHaveProperty('access-control-allow-origin')
    await using open = await createTestApi({
      env: { RESIDUA_CORS_ORIGINS: origin, RESIDUA_AUTH: 'keys' },
    })
    const allowed = await preflight(open, origin)
    expect(allowed.statusCode).toBe(204)
    expect(allowed.headers['access-control-allow-origin']).toBe(origin)
    expect(allowed.headers['access-control-allow-headers']).toContain('authorization')
    const refused = await preflight(open, 'https://evil.example')
    expect(refused.headers['access-control-allow-origin']).not.toBe('https://evil.example')
    const answer = await open.post({ query: '{ __typename }' }, { origin })
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
  })
})

describe('persisted queries', () => {
  const query = '{ strategies { name } }'
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  const extensions = { persistedQuery: { version: 1, sha256Hash } }

  it('a hash is unknown at first, then sent with its document, then sufficient', async () => {
    const unknown = await api.post({ extensions })
    expect(unknown.statusCode).toBe(200)
    expect(unknown.json().errors).toEqual([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ])
    const registered = await api.post({ query, extensions })
    expect(registered.json().data.strategies).toBeTruthy()
    expect((await api.post({ extensions })).json()).toEqual(registered.json())
    const url = `/graphql?extensions=${encodeURIComponent(JSON.stringify(extensions))}`
    expect((await api.app.inject(url)).json()).toEqual(registered.json())
  })

  it('a document is not stored under the hash of another', async () => {
    const sha256Hash = '0'.repeat(64)
    const wrong = { persistedQuery: { version: 1, sha256Hash } }
    const response = await api.post({ query, extensions: wrong })
    expect(response.statusCode).toBe(400)
    expect(response.json().errors[0]).toMatchObject({
      message: 'provided sha does not match query',
      extensions: { code: 'BAD_USER_INPUT' },
    })
    const again = await api.post({ extensions: wrong })
    expect(again.json().errors[0].message).toBe('PersistedQueryNotFound')
  })
})

describe('request ids', () => {
  it('are accepted, returned, and generated where the client’s is missing or invalid', async () => {
    const ask = async (id?: string) =>
      (await api.post({ query: '{ __typename }' }, id === undefined ? {} : { 'x-request-id': id }))
        .headers['x-request-id']
    expect(await ask('trace-1.a:b/c')).toBe('trace-1.a:b/c')
    for (const id of [undefined, 'two words', 'x'.repeat(200), '"}{']) {
      expect(await ask(id)).toMatch(/^[0-9a-f-]{36}$/)
    }
    const missing = await api.app.inject({ url: '/nowhere', headers: { 'x-request-id': 'here' } })
    expect(missing.headers['x-request-id']).toBe('here')
  })
})

describe('headers of pages', () => {
  it.each(['/', '/playground'])('%s', async (url) => {
    const { headers } = await api.app.inject(url)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("script-src 'self'"),
    })
    expect(headers).not.toHaveProperty('x-powered-by')
  })
})
