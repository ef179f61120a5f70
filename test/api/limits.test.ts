import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 60 })
const SPLIT = sampleSplit()

async function publishedApi(env: Record<string, string> = {}): Promise<TestApi> {
  const api = await createTestApi({ env })
  const { runId } = await sampleRun(api.database, MARKET, [SPLIT])
  await publishSplit(api.database.pool, { runId, result: sampleSplitResult(MARKET, SPLIT) })
  return api
}

describe('cost', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await publishedApi({ RESIDUA_MAX_COST: '100' })
  })
  afterAll(() => api?.[Symbol.asyncDispose]())

  it('is counted before the database is read, and the error names a request that fits', async () => {
    const query =
      '{ split(name: "test_2019_2020") { residuals { edges { node { date value } } } } }'
    const response = await api.post({ query })
    expect(response.statusCode).toBe(400)
    expect(response.json()).toEqual({
      errors: [
        {
          message: expect.stringMatching(
            /^the query asks for about \d+ values, and 100 are allowed: GET \/export\/latest\/test_2019_2020\/residuals\.arrow has them in bulk/,
          ),
          extensions: { code: 'COST_LIMIT' },
        },
      ],
    })
  })

  it('names the requested run', async () => {
    const { runs } = await api.data('{ runs { edges { node { id } } } }')
    const { id } = runs.edges[0].node
    const query = `{ splits(run: "${id}") { pnl { date gross cost net turnover } } }`
    expect(await api.error(query)).toContain(`GET /export/${id}/test_2019_2020/pnl.arrow has`)
  })

  it('accepts small requests, by columns too', async () => {
    const { split } = await api.data(
      '{ split(name: "test_2019_2020") { pnlSeries { dates net } weights(date: "2020-01-06", top: 2) { weight } } }',
    )
    expect(split.pnlSeries.net.length).toBeGreaterThan(40)
    expect(await api.data('{ splits { pnl(from: "2020-03-02") { net } } }')).toBeTruthy()
  })

  it('leaves invalid queries to validation', async () => {
    const ofSplit = (field: string) => api.error(`{ split(name: "test_2019_2020") { ${field} } }`)
    expect(await ofSplit('residuals(first: 2000000000) { edges { cursor } }')).toMatch(
      /^BAD_USER_INPUT: first: 2000000000 is not a page size/,
    )
    expect(await api.error('{ splits(run: "nope") { pnl { net } } }')).toMatch(/^NOT_FOUND/)
    const query = 'query ($from: Date) { splits { pnl(from: $from) { net } } }'
    expect(await api.error(query, { from: 5 })).toMatch(/^BAD_USER_INPUT/)
  })
})

it('2,000 times the residuals are refused in 50 ms', async () => {
  await using api = await publishedApi()
  const aliases = Array.from({ length: 2000 }, (_, i) => `a${i}: residuals { edges { cursor } }`)
  const bomb = `{ split(name: "test_2019_2020") { ${aliases.join(' ')} } }`
  // The best of many, because the machine may be busy.
  const times: number[] = []
  for (let n = 0; n < 20; n++) {
    const started = performance.now()
    const response = await api.post({ query: bomb })
    times.push(performance.now() - started)
    expect(response.statusCode).toBe(400)
  }
  expect(Math.min(...times)).toBeLessThan(50)
  expect(await api.error(bomb)).toMatch(/^COST_LIMIT: .*2000 tokens/)
})

it('each limit is configurable', async () => {
  await using api = await publishedApi({
    RESIDUA_MAX_DEPTH: '2',
    RESIDUA_MAX_TOKENS: '40',
    RESIDUA_MAX_ALIASES: '1',
    RESIDUA_MAX_BODY_BYTES: '500',
  })
  expect(await api.error('{ splits { run { strategy { name } } } }')).toMatch(
    /4 levels deep, and 2/,
  )
  expect(await api.error('{ a: splits { b: name } }')).toMatch(/2 aliases, and 1 are allowed/)
  expect(await api.error(`{ splits { ${'name '.repeat(50)} } }`)).toMatch(/40 tokens/)
  expect((await api.post({ query: ' '.repeat(600) })).statusCode).toBe(413)
})

it('fragments in a cycle do not escape the limits', async () => {
  await using api = await publishedApi()
  const query = `{ splits { ...A } } fragment A on Split { run { splits { ...B } } }
    fragment B on Split { run { splits { ...A } } }`
  expect(await api.error(query)).toMatch(/^BAD_USER_INPUT: Cannot spread fragment/)
})

describe('variables', () => {
  it.each(['[', '{"a":'])('nested without end (%s) are refused', async (open) => {
    await using api = await createTestApi({ cached: true })
    const n = 100_000
    const close = (open === '[' ? ']' : '}').repeat(n)
    const payload = `{"query":"{ __typename }","variables":{"v":${open.repeat(n)}1${close}}}`
    const response = await api.post(payload)
    expect(response.statusCode).toBe(400)
    expect(response.json().errors[0].message).toBe('the body is nested more than 50 levels deep')
  })

  it('that are long are shortened in the error', async () => {
    await using api = await createTestApi()
    const query = 'query ($s: String) { splits(strategy: $s) { name } }'
    const message = await api.error(query, { s: 'x'.repeat(100_000) })
    expect(message).toMatch(/^NOT_FOUND: strategy: "x+…$/)
    expect(message.length).toBeLessThan(1100)
  })
})

describe('introspection and playground', () => {
  it('can be disabled', async () => {
    await using api = await createTestApi({
      env: { RESIDUA_INTROSPECTION: 'off', RESIDUA_PLAYGROUND: 'off' },
    })
    expect(await api.error('{ __schema { types { name } } }')).toBe(
      'BAD_USER_INPUT: introspection is switched off on this server',
    )
    expect((await api.app.inject('/playground')).statusCode).toBe(404)
    expect((await api.app.inject('/')).statusCode).toBe(200)
  })
})

describe('rate', () => {
  it('of anonymous callers is limited by address', async () => {
    await using api = await createTestApi({ env: { RESIDUA_RATE_LIMIT: '3' } })
    const ask = () => api.post({ query: '{ __typename }' })
    for (let n = 0; n < 3; n++) expect((await ask()).statusCode).toBe(200)
    const refused = await ask()
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.json().errors[0].extensions).toEqual({ code: 'RATE_LIMITED', retryable: true })
    expect((await api.app.inject('/health')).statusCode).toBe(200)
  })
})
