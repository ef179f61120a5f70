import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/lib/random.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { type SampleRun, sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ from: '2019-11-01', dateCount: 50 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true }),
  sampleSplit({ from: '2021-01-01', to: '2021-12-31' }),
]
const [LAST] = MARKET.dates.slice(-1)

let api: TestApi
let run: SampleRun

beforeAll(async () => {
  api = await createTestApi()
  run = await sampleRun(api.database, MARKET, SPLITS)
  for (const split of SPLITS.slice(0, 2)) {
    const result = sampleSplitResult(MARKET, split)
    await publishSplit(api.database.pool, { runId: run.runId, result })
  }
})

afterAll(() => api?.[Symbol.asyncDispose]())

const get = (path: string, headers: Record<string, string> = {}) =>
  api.app.inject({ url: `/export/${path}`, headers })

describe('headers', () => {
  it('name the version, the run, the type and the file', async () => {
    const { headers } = await get('latest/test_2018_2019/residuals.csv')
    expect(headers).toMatchObject({
      etag: '"2"',
      'x-data-version': '2',
      'x-run': run.runId,
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition':
        'attachment; filename="attention-longconv_test_2018_2019_residuals_v2.csv"',
      'cache-control': 'private, no-cache',
      vary: 'accept-encoding',
    })
    const types = ['arrow', 'parquet', 'ndjson'].map(async (format) => {
      const answer = await get(`latest/all/pnl.${format}`)
      return answer.headers['content-type']
    })
    expect(await Promise.all(types)).toEqual([
      'application/vnd.apache.arrow.stream',
      'application/vnd.apache.parquet',
      'application/x-ndjson',
    ])
  })

  it('answer 304 to a client that has the version, compressed or not', async () => {
    const path = 'latest/all/residuals.arrow'
    for (const tag of ['"2"', 'W/"2"', '"1", "2-gzip"', '*']) {
      const answer = await get(path, { 'if-none-match': tag })
      expect([answer.statusCode, answer.body]).toEqual([304, ''])
      expect(answer.headers).toMatchObject({ etag: '"2"', 'x-data-version': '2' })
    }
    for (const tag of ['"1"', '"22"', '2', 'x']) {
      expect((await get(path, { 'if-none-match': tag })).statusCode).toBe(200)
    }
    expect((await get('latest/no/pnl.csv', { 'if-none-match': '"2"' })).statusCode).toBe(404)
  })

  it('vary by origin where other origins are allowed', async () => {
    const origin = 'https://dashboards.example'
    const env = { RESIDUA_CORS_ORIGINS: `${origin},https://other.example` }
    await using open = await createTestApi({ env, database: api.database })
    const url = '/export/latest/all/pnl.csv'
    const { headers } = await open.app.inject({ url, headers: { origin } })
    expect(headers['access-control-allow-origin']).toBe(origin)
    expect(headers.vary).toBe('Origin, accept-encoding')
  })

  it('are sent without a body for HEAD', async () => {
    const url = '/export/latest/all/pnl.csv'
    const { statusCode, headers, body } = await api.app.inject({ method: 'HEAD', url })
    expect([statusCode, body, headers['x-data-version']]).toEqual([200, '', '2'])
    const post = await api.app.inject({ method: 'POST', url, payload: {} })
    expect([post.statusCode, post.headers.allow]).toEqual([405, 'GET, HEAD'])
  })
})

describe('compression', () => {
  it('is applied to text formats on request', async () => {
    const path = 'latest/all/betas.csv'
    const plain = await get(path)
    const gzip = await get(path, { 'accept-encoding': 'br, gzip' })
    expect(gzip.headers).toMatchObject({ 'content-encoding': 'gzip', etag: '"2-gzip"' })
    expect(zlib.gunzipSync(gzip.rawPayload).equals(plain.rawPayload)).toBe(true)
    expect(gzip.rawPayload.length).toBeLessThan(0.7 * plain.rawPayload.length)
    for (const none of ['identity', 'gzip;q=0', 'br', '']) {
      const answer = await get(path, { 'accept-encoding': none })
      expect(answer.headers['content-encoding']).toBeUndefined()
    }
    const arrow = await get('latest/all/betas.arrow', { 'accept-encoding': 'gzip' })
    expect(arrow.headers['content-encoding']).toBeUndefined()
  })

  it('uses Zstandard where Node supports it', async () => {
    const answer = await get('latest/all/betas.csv', { 'accept-encoding': 'gzip;q=0.9, zstd' })
    const decompress: unknown = Reflect.get(zlib, 'zstdDecompressSync')
    expect(answer.headers['content-encoding']).toBe(decompress ? 'zstd' : 'gzip')
    const decode = (typeof decompress === 'function' ? decompress : zlib.gunzipSync) as (
      bytes: Buffer,
    ) => Buffer
    const plain = await get('latest/all/betas.csv')
    expect(decode(answer.rawPayload).equals(plain.rawPayload)).toBe(true)
  })
})

describe('errors have GraphQL bodies', () => {
  it.each([
    ['latest/all/pnl.xlsx', 400, 'BAD_USER_INPUT', 'format: "xlsx" is unknown: write one of arrow'],
    ['latest/all/pnl', 400, 'BAD_USER_INPUT', 'file: "" is unknown: write one of pnl, weights'],
    ['latest/all/prices.csv', 400, 'BAD_USER_INPUT', 'file: "prices" is unknown'],
    ['latest/test_1_2/pnl.csv', 404, 'NOT_FOUND', 'split: "test_1_2" is unknown; have: test_2018'],
    ['latest/test_2020_2021/pnl.csv', 409, 'DATA_NOT_READY', 'published yet (queued)'],
    ['7/all/pnl.csv', 404, 'NOT_FOUND', 'run: "7" is unknown: write the id of a run, or latest'],
    ['latest/all/pnl.csv?strategy=x', 404, 'NOT_FOUND', 'strategy: "x" is unknown; have: atten'],
    ['latest/all/pnl.csv?strategy=pca-ou', 409, 'DATA_NOT_READY', 'nothing of pca-ou is published'],
    ['latest/all/pnl.csv?dataset=x', 404, 'NOT_FOUND', 'dataset: "x" is unknown; have: sample'],
    ['latest/all/pnl.csv?form=2020', 400, 'BAD_USER_INPUT', '"form" is no parameter: write strat'],
    ['latest/all/pnl.csv?date=2019-02-30', 400, 'BAD_USER_INPUT', '"2019-02-30" is not a date'],
    ['latest/all/pnl.csv?from=', 400, 'BAD_USER_INPUT', 'from: "" is not a date'],
    ['latest/all/pnl.csv?from=2020-01-02&to=2020-01-01', 400, 'BAD_USER_INPUT', 'is after to:'],
    ['latest/all/pnl.csv?date=2020-01-02&to=2020-01-03', 400, 'BAD_USER_INPUT', 'is one date'],
    ['latest/all/pnl.csv?from=2020-01-01&from=2020-01-02', 400, 'BAD_USER_INPUT', 'more than once'],
    ['latest/all/pnl.csv?assets=S001', 400, 'BAD_USER_INPUT', 'assets: pnl is not by asset'],
    ['latest/all/betas.csv?assets=S001,X', 400, 'BAD_USER_INPUT', 'assets: X unknown'],
    ['latest/all/betas.csv?assets=S001,', 400, 'BAD_USER_INPUT', 'is no list'],
    ['latest/all/betas.csv?capital=5', 400, 'BAD_USER_INPUT', 'capital: only orders have one'],
    ['latest/all/orders.csv?capital=-5', 400, 'BAD_USER_INPUT', 'capital: "-5" is not an amount'],
    ['latest/all/orders.csv?lot=1.5', 400, 'BAD_USER_INPUT', 'lot: "1.5" is no number of shares'],
    ['latest/all/betas.csv?since=-1', 400, 'BAD_USER_INPUT', 'since: "-1" is not a data version'],
    [
      'latest/all/betas.csv?since=3',
      400,
      'BAD_USER_INPUT',
      'since: 3 is not published yet; this is 2',
    ],
    ['latest/all/betas.csv?date=2020-01-04', 400, 'BAD_USER_INPUT', '2020-01-03 and 2020-01-06'],
    ['latest/all/betas.csv?date=2018-01-04', 400, 'BAD_USER_INPUT', 'outside the test range of'],
    [`latest/all/residuals.csv?date=${MARKET.nextDate}`, 409, 'DATA_NOT_READY', 'is decided but'],
    [
      'latest/all/weights.csv?date=2020-12-01',
      409,
      'DATA_NOT_READY',
      `ends with ${LAST}; its next`,
    ],
    ['latest/all', 404, 'NOT_FOUND', 'there is nothing here: write /export/{run|latest}/'],
  ])('%s', async (path, status, code, message) => {
    const answer = await get(path)
    const { errors } = answer.json()
    expect([answer.statusCode, errors[0].extensions.code]).toEqual([status, code])
    expect(errors[0].message).toContain(message)
    expect(answer.headers['content-disposition']).toBeUndefined()
  })

  it('an unreachable database is UNAVAILABLE and retryable', async () => {
    const { poolFor } = await import('../../src/store/database.js')
    const away = poolFor('postgres://nobody@127.0.0.1:1/none')
    await using other = await createTestApi({ database: away })
    const answer = await other.app.inject('/export/latest/all/pnl.csv')
    expect(answer.statusCode).toBe(503)
    expect(answer.json().errors[0].extensions).toEqual({ code: 'UNAVAILABLE', retryable: true })
    await away.close()
  })
})

describe('200 malformed addresses', () => {
  const random = createRandom(7)
  const oneOf = <T>(list: readonly T[]): T => list[random.integer(list.length)]
  const runs = [
    'latest',
    '%00',
    '%E0%A4%A',
    '...',
    "'; drop table run",
    'ünï',
    'a'.repeat(300),
    ' ',
  ]
  const splits = ['all', 'test_2018_2019', '%2e%2f', '%00', '💥', '*', 'test_9999_0000']
  const files = [
    'pnl.csv',
    'betas.arrow',
    '.csv',
    'pnl.',
    'a.b.c',
    '%00.csv',
    'weights.parquet',
    '__proto__.csv',
  ]
  const values = [
    '2019-02-30',
    '0000-01-01',
    '9999-12-31',
    'NaN',
    '-1',
    '1e999',
    '',
    '%00',
    '💥',
    "'",
    '2020-01-02',
    '1',
    'constructor',
    ',,',
    'x'.repeat(5000),
  ]
  const names = [
    'date',
    'from',
    'to',
    'assets',
    'since',
    'strategy',
    'dataset',
    'capital',
    'lot',
    '__proto__',
    'toString',
    '%00',
  ]

  it('are client errors without internal details', { timeout: 120_000 }, async () => {
    for (let n = 0; n < 200; n++) {
      const query = Array.from(
        { length: random.integer(4) },
        () => `${oneOf(names)}=${oneOf(values)}`,
      )
      const path = `${oneOf(runs)}/${oneOf(splits)}/${oneOf(files)}?${query.join('&')}`
      const begun = performance.now()
      const { statusCode, body } = await get(path)
      expect(performance.now() - begun, path).toBeLessThan(2000)
      expect([200, 400, 404, 409, 414], path).toContain(statusCode)
      if (statusCode === 200) continue
      const { errors } = JSON.parse(body)
      expect(errors[0].extensions.code, path).toMatch(/^(BAD_USER_INPUT|NOT_FOUND|DATA_NOT_READY)$/)
      expect(body, path).not.toMatch(/\bat .*:\d+|node_modules|select |syntax|\/src\/|\/dist\//)
    }
  })
})
