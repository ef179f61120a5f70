import {
  buildClientSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSchema } from '../../schema/index.js'
import { poolFor } from '../../src/store/database.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket()
const SPLIT = sampleSplit()
let api: TestApi

beforeAll(async () => {
  api = await createTestApi()
  const { runId } = await sampleRun(api.database, MARKET, [
    sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
    SPLIT,
  ])
  await publishSplit(api.database.pool, { runId, result: sampleSplitResult(MARKET, SPLIT) })
})

afterAll(() => api?.[Symbol.asyncDispose]())

const onSplit = (field: string) => `{ split(name: "test_2019_2020") { ${field} } }`

describe('bad input names the argument, the value and what would be valid', () => {
  it.each([
    [
      'weights(date: "2020-01-04") { weight }',
      'date: 2020-01-04 is not a trading date; its neighbours are 2020-01-03 and 2020-01-06',
    ],
    [
      'weights(date: "2019-12-31") { weight }',
      'date: 2019-12-31 lies outside the test range of test_2019_2020, 2020-01-01 to 2020-12-31',
    ],
    ['betas(date: "2021-01-01") { betas }', 'date: 2021-01-01 lies outside the test range'],
    ['residualVector(date: "2020-01-05") { values }', 'neighbours are 2020-01-03 and 2020-01-06'],
    [
      'weights(date: "2020-1-2") { weight }',
      'date: "2020-1-2" is not a date: write one that exists',
    ],
    ['pnl(to: "2020-02-30") { net }', 'to: "2020-02-30" is not a date'],
    ['weights(date: "2020-01-02T00:00:00Z") { weight }', 'is not a date'],
    ['weights(date: 20200102) { weight }', 'date: 20200102 is not a date'],
    ['weights(date: "2020-01-02", top: 0) { weight }', 'top: 0 is below 1'],
    ['factor(index: 0) { weights(date: "2020-01-02", top: -1) { weight } }', 'top: -1 is below 1'],
    [
      'factor(index: 0) { characteristics(date: "2020-01-02", top: 0) { name } }',
      'top: 0 is below 1',
    ],
    ['factor(index: 0) { weights(date: "2020-01-04") { weight } }', 'not a trading date'],
    ['factor(index: 2) { index }', 'index: 2 is out of range: test_2019_2020 has factors 0 to 1'],
    ['factor(index: -1) { index }', 'index: -1 is out of range'],
    [
      'pnl(from: "2020-02-01", to: "2020-01-01") { net }',
      'from: 2020-02-01 is after to: 2020-01-01',
    ],
    ['attribution(from: "2020-02-01", to: "2020-01-01") { label }', 'from: 2020-02-01 is after to'],
    ['factor(index: 0) { returns(from: "2020-02-01", to: "2020-01-01") { dates } }', 'is after to'],
    ['pnl(tradingCostBps: -1) { net }', 'tradingCostBps: -1 is not a cost'],
    ['measures(shortCostBps: -0.5) { netSharpe }', 'shortCostBps: -0.5 is not a cost'],
    [
      'pnl(tradingCostBps: 1e308) { net }',
      'tradingCostBps: 1e+308 is not a cost: write basis points, from 0 to 10000',
    ],
    ['pnlSeries(tradingCostBps: 1e999) { net }', 'tradingCostBps: Infinity is not a cost'],
    ['pnl(lag: 2) { net }', 'lag: 2 is not offered: write 0'],
    ['measures(lag: -1) { netSharpe }', 'lag: -1 is not offered'],
    [
      'residuals(first: 1001) { edges { cursor } }',
      'first: 1001 is not a page size: write a number from 1 to 1000',
    ],
    ['residuals(first: 0) { edges { cursor } }', 'first: 0 is not a page size'],
    ['residuals(after: "x") { edges { cursor } }', 'after: "x" is not a cursor of this list'],
    [
      'residuals(assets: ["S001", "AAPL", "IBM"]) { edges { cursor } }',
      'assets: AAPL, IBM unknown',
    ],
    ['residuals(date: "2020-01-04") { edges { cursor } }', 'not a trading date'],
    ['residuals(date: "2020-01-02", from: "2020-01-01") { edges { cursor } }', 'leave out either'],
    ['betas(date: "2020-01-02", assets: ["nope"]) { betas }', 'assets: nope unknown'],
    ['orders(capital: 0) { trade }', 'capital: 0 is not an amount'],
    ['orders(lot: 0) { trade }', 'lot: 0 is below 1'],
    ['noSuchField', 'Cannot query field "noSuchField"'],
  ])('%s', async (field, message) => {
    const error = await api.error(onSplit(field))
    expect(error).toMatch(/^BAD_USER_INPUT: /)
    expect(error).toContain(message)
  })

  it.each([
    ['{ runs(first: 5000) { edges { cursor } } }', 'first: 5000'],
    ['{ runs(after: "WzFd") { edges { cursor } } }', 'is not a cursor'],
    ['{ assets(first: -1) { edges { cursor } } }', 'first: -1'],
    ['{ splits { name ', 'Syntax Error'],
  ])('%s', async (query, message) => {
    expect(await api.error(query)).toMatch(/^BAD_USER_INPUT: /)
    expect(await api.error(query)).toContain(message)
  })

  it('in variables too', async () => {
    const query =
      'query ($d: Date!) { split(name: "test_2019_2020") { weights(date: $d) { weight } } }'
    expect(await api.error(query, { d: '2020-13-01' })).toMatch(/^BAD_USER_INPUT: .*2020-13-01/)
    expect(await api.error(query, {})).toMatch(/^BAD_USER_INPUT: /)
  })
})

describe('results that do not exist yet', () => {
  it('a split without a publication is a gap, not a zero', async () => {
    const { split } = await api.data(`{ split(name: "test_2018_2019") {
      status version publishedAt nextDate pnl { net } pnlSeries { dates } measures { days netSharpe }
      factors { index } attribution { label } training { epoch } orders { trade }
      residuals { edges { cursor } pageInfo { hasNextPage } } } }`)
    expect(split).toEqual({
      status: 'QUEUED',
      version: 0,
      publishedAt: null,
      nextDate: null,
      pnl: [],
      pnlSeries: { dates: [] },
      measures: { days: 0, netSharpe: null },
      factors: [],
      attribution: [],
      training: [],
      orders: [],
      residuals: { edges: [], pageInfo: { hasNextPage: false } },
    })
  })

  it('a date of a split without a publication is not ready', async () => {
    const query = '{ split(name: "test_2018_2019") { weights(date: "2019-12-30") { weight } } }'
    expect(await api.error(query)).toBe(
      'DATA_NOT_READY: nothing of test_2018_2019 is published yet (queued)',
    )
  })

  it('a date after the last scored one is not ready', async () => {
    expect(await api.error(onSplit('weights(date: "2020-06-01") { weight }'))).toMatch(
      /^DATA_NOT_READY: date: 2020-06-01 is not scored yet: test_2019_2020 ends with 2020-01-16/,
    )
  })
})

describe('every error answer of /graphql is a GraphQL body', () => {
  it.each([
    ['broken JSON', '{"query":', {}, 400],
    ['no query', '{}', {}, 400],
    ['a list of queries', '[{"query":"{ __typename }"}]', {}, 400],
    ['another content type', '<x/>', { 'content-type': 'application/xml' }, 415],
    ['text/plain', '{ __typename }', { 'content-type': 'text/plain' }, 415],
    ['a body over 1 MB', `{"query":"${' '.repeat(1_100_000)}"}`, {}, 413],
  ])('%s', async (_name, payload, headers, status) => {
    const response = await api.post(payload, headers)
    expect(response.statusCode).toBe(status)
    expect(response.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/)
    const { errors } = response.json()
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT')
    expect(errors[0].message).not.toMatch(/node_modules|at .*\.js/)
  })

  it.each(['PUT', 'OPTIONS', 'HEAD'] as const)('%s is not allowed', async (method) => {
    const response = await api.app.inject({ method, url: '/graphql' })
    expect([response.statusCode, response.headers.allow]).toEqual([405, 'GET, POST'])
    if (method !== 'HEAD') expect(response.json().errors[0].message).toMatch(/answers GET and POST/)
  })

  it('HEAD opens no stream', async () => {
    const url = '/graphql/stream?query=subscription{published{version}}'
    expect((await api.app.inject({ method: 'HEAD', url })).statusCode).toBe(404)
  })

  it('a malformed address is answered with a GraphQL error', async () => {
    const response = await api.app.inject('/export/%zz/all/pnl.csv')
    expect(response.statusCode).toBe(400)
    expect(response.headers).toMatchObject({
      'x-request-id': expect.any(String),
      'x-content-type-options': 'nosniff',
    })
  })

  it('an invalid literal is reported with its location', async () => {
    const query = onSplit('weights(date: "2020-02-30") { weight }')
    const [{ locations }] = (await api.post({ query })).json().errors
    expect(locations).toEqual([{ line: 1, column: query.indexOf('"2020-02') + 1 }])
  })

  it('GET answers queries, without a preflight header', async () => {
    const url = `/graphql?query=${encodeURIComponent('{ strategies { name } }')}`
    expect((await api.app.inject({ method: 'GET', url })).json().data).toBeTruthy()
  })
})

describe('limits', () => {
  const run = (levels: number) =>
    `{ strategies { ${'latestRun { strategy { '.repeat(levels)} name ${'} }'.repeat(levels)} } }`

  it('12 levels pass, 13 do not', async () => {
    const twelve = `{ strategies { ${'latestRun { strategy { '.repeat(5)} name ${'} }'.repeat(5)} } }`
    expect(await api.answer(twelve)).not.toHaveProperty('errors')
    const response = await api.post({ query: run(6) })
    expect(response.statusCode).toBe(400)
    expect(response.json().errors[0]).toMatchObject({
      message: 'the query is 14 levels deep, and 12 are allowed',
      extensions: { code: 'COST_LIMIT' },
    })
  })

  it('depth and aliases inside fragments are counted', async () => {
    const deep = `${run(3).replace('name', '...Rest')} fragment Rest on Strategy {
      ${'latestRun { strategy { '.repeat(4)} name ${'} }'.repeat(4)} }`
    expect(await api.error(deep)).toMatch(/^COST_LIMIT: the query is 16 levels deep/)
    const many = `{ ${'a: strategies { ...F } '.replace('a', 'a')} } fragment F on Strategy {
      ${Array.from({ length: 15 }, (_, i) => `n${i}: name`).join(' ')} }`
    expect(await api.error(many)).toMatch(/^COST_LIMIT: the query has 16 aliases, and 15 are/)
  })

  it('a fragment that contains itself is an error, not an endless loop', async () => {
    const looped =
      '{ strategies { ...F } } fragment F on Strategy { latestRun { strategy { ...F } } }'
    expect(await api.error(looped)).toMatch(/^BAD_USER_INPUT: Cannot spread fragment "F" within/)
  })

  it('the number of tokens is limited', async () => {
    expect(await api.error(`{ strategies { ${'name '.repeat(2100)} } }`)).toMatch(
      /^COST_LIMIT: Syntax Error: Document contains more tha[nt] 2000 tokens/,
    )
  })

  it('introspection is exempt from the limits and enabled', async () => {
    const { __schema } = await api.data(getIntrospectionQuery())
    expect(__schema.types.length).toBeGreaterThan(20)
  })
})

describe('introspection', () => {
  const plain = getIntrospectionQuery({ specifiedByUrl: true })
  const inFragment = plain.replace(
    'query IntrospectionQuery {',
    'query { ...Described } fragment Described on Query {',
  )

  it.each([plain, inFragment])('describes the schema that is served', async (query) => {
    const described = buildClientSchema(await api.data(query))
    expect(printSchema(lexicographicSortSchema(described))).toBe(
      printSchema(lexicographicSortSchema(buildSchema())),
    )
  })
})

describe('internal details do not leak', () => {
  it('an unreachable database is UNAVAILABLE and retryable', async () => {
    const database = poolFor('postgres://nobody@127.0.0.1:1/nothing')
    await using broken = await createTestApi({ database })
    const answer = await broken.answer('{ datasets { name } }')
    expect(answer.errors?.[0]).toMatchObject({
      message: 'the database cannot be reached; try again',
      extensions: { code: 'UNAVAILABLE', retryable: true },
    })
    const ready = await broken.app.inject('/ready')
    expect(ready.statusCode).toBe(503)
    expect(ready.json()).toEqual({
      ready: false,
      reason: 'the database cannot be reached; try again',
    })
    expect((await broken.app.inject('/health')).statusCode).toBe(200)
  })

  it('an unexpected error is reported without its details', async () => {
    await using broken = await createTestApi()
    await broken.database.pool.query('drop table split_version cascade')
    const answer = await broken.answer('{ dataVersion { version } }')
    expect(answer.errors?.[0].extensions).toEqual({ code: 'INTERNAL' })
    expect(JSON.stringify(answer)).not.toMatch(/split_version|select|relation|\.ts|\.js/)
  })
})
