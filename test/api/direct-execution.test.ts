import { execute, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRequestContext } from '../../schema/api/context.js'
import { JsonText, stringify } from '../../schema/api/json-text.js'
import { buildSchema } from '../../schema/index.js'
import { createRandom } from '../../src/lib/random.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { printAccounts } from '../../src/store/publish/write-accounts.js'
import { inTransaction } from '../../src/store/transaction.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 60 })
const SPLIT = sampleSplit()
const RESULT = sampleSplitResult(MARKET, SPLIT)
/** Asset 1 has no return on it. */
const GAP = RESULT.days.find(({ realised }) => realised?.returns.some(Number.isNaN))?.date ?? ''

let api: TestApi

beforeAll(async () => {
  api = await createTestApi()
  const { runId } = await sampleRun(api.database, MARKET, [SPLIT])
  await publishSplit(api.database.pool, { runId, result: RESULT })
})

afterAll(() => api?.[Symbol.asyncDispose]())

/** The answer of graphql's own execution. */
async function executed(query: string, variableValues: Record<string, unknown>): Promise<unknown> {
  const { data } = await execute({
    schema: buildSchema(),
    document: parse(query),
    contextValue: createRequestContext(api.database.db),
    variableValues,
  })
  return JSON.parse(JSON.stringify(data))
}

const SPLIT_OF = 'split(name: "test_2019_2020")'

describe('an answer written directly equals that of standard execution', () => {
  it.each<[string, string, Record<string, unknown>?]>([
    ['rows', `{ ${SPLIT_OF} { pnl { date net gross } } }`],
    ['rows with aliases', `{ ${SPLIT_OF} { a: pnl { d: date n: net m: net } } }`],
    ['rows with values computed on demand', `{ ${SPLIT_OF} { pnl { date hedgedNet } } }`],
    ['columns', `{ ${SPLIT_OF} { pnlSeries { dates net hedgedNet __typename } } }`],
    [
      'an object with lazy fields',
      `{ ${SPLIT_OF} { measures { days netSharpe marketBeta rankIC } } }`,
    ],
    [
      'nested rows',
      `{ ${SPLIT_OF} { weights(date: "2020-01-07") { weight asset { symbol name sector from to } } } }`,
    ],
    ['an empty list', `{ ${SPLIT_OF} { pnl(from: "2021-01-01") { net } orders { trade } } }`],
    ['null', '{ split(name: "none") { pnl { net } } asset(symbol: "none") { name } }'],
    [
      'a page',
      `{ ${SPLIT_OF} { residuals(first: 3) { edges { cursor node { value date asset { symbol } } } pageInfo { hasNextPage startCursor endCursor } } } }`,
    ],
    [
      'a vector with gaps',
      `{ ${SPLIT_OF} { residualVector(date: "${GAP}") { date version assets values } } }`,
    ],
    [
      'a whole vector',
      `{ ${SPLIT_OF} { residualVector(date: "${RESULT.days[6].date}") { assets values } } }`,
    ],
    [
      'fragments',
      `query { ${SPLIT_OF} { ...S } } fragment S on Split { pnl { ...R ... on DailyPnl { gross } ... { cost } } }
       fragment R on DailyPnl { date net ...T } fragment T on DailyPnl { turnover net }`,
    ],
    [
      'the same field twice',
      `{ ${SPLIT_OF} { weights(date: "2020-01-07") { asset { symbol } } weights(date: "2020-01-07") { asset { name } weight } } }`,
    ],
    ...[true, false].map((on): [string, string, Record<string, unknown>] => [
      `directives with ${on}`,
      `query ($on: Boolean!) { ${SPLIT_OF} { pnl { date net @include(if: $on) ... @skip(if: $on) { gross } } } }`,
      { on },
    ]),
  ])('%s', async (_, query, variables = {}) => {
    const { data, errors } = await api.answer(query, variables)
    expect(errors).toBeUndefined()
    expect(JSON.stringify(data)).toBe(JSON.stringify(await executed(query, variables)))
  })

  it('keeps the requested order, and has the errors of standard execution where a resolver fails', async () => {
    const { data, errors } = await api.answer(
      `{ ${SPLIT_OF} { pnl { net } weights(date: "2019-01-01") { weight } } }`,
    )
    expect(data).toEqual({ split: null })
    expect(errors?.[0]).toMatchObject({
      path: ['split', 'weights'],
      extensions: { code: 'BAD_USER_INPUT' },
    })
  })
})

describe('PnL that was printed at publication', () => {
  const FIELDS = 'gross cost net cumulativeNet turnover shortExposure'
  const QUERIES = [
    `{ ${SPLIT_OF} { pnlSeries { dates ${FIELDS} } pnl { date ${FIELDS} } } }`,
    `{ ${SPLIT_OF} { a: pnl { n: net __typename d: date net } b: pnlSeries { when: dates __typename } } }`,
    `{ splits { pnl(tradingCostBps: 5, shortCostBps: 1, lag: 0, from: null) { ...R } } } fragment R on DailyPnl { turnover ... { date } }`,
    `query ($on: Boolean = false) { ${SPLIT_OF} { pnl { date net @include(if: $on) } pnlSeries { net @skip(if: $on) } } }`,
  ]
  const bodies = () =>
    Promise.all(QUERIES.map(async (query) => (await api.post({ query })).payload))
  const versionId = async () =>
    (await api.database.pool.query('select current_version_id as id from split')).rows[0].id
  const print = (id: number) =>
    inTransaction(api.database.pool, (transaction) => printAccounts(transaction, id))

  it('is answered as it is computed, byte for byte', async () => {
    const { pool } = api.database
    const random = createRandom(7)
    const values = [-0, 0, 5e-324, -1e-7, 1.5e-6, 1e-4, 123456789012345680000, 1e21, -1e300]
    const value = () =>
      random.integer(3) === 0
        ? values[random.integer(values.length)]
        : random.normal() * 10 ** (random.integer(30) - 20)
    const id = await versionId()
    for (let round = 0; round < 3; round++) {
      const { rows } = await pool.query('select date from pnl_day order by date')
      await pool.query(
        `update pnl_day set gross = r.g, turnover = r.t, short_exposure = r.s
         from unnest($1::date[], $2::float8[], $3::float8[], $4::float8[]) as r (date, g, t, s)
         where pnl_day.date = r.date`,
        [rows.map(({ date }) => date), ...[0, 1, 2].map(() => rows.map(value))],
      )
      const computed = await bodies()
      await print(id)
      expect(await bodies()).toEqual(computed)
    }
    for (const query of QUERIES) {
      const { data } = await api.answer(query)
      expect(data).toEqual(await executed(query, {}))
    }
  })

  it('is not looked for where something else is asked, and is gone once accounts change', async () => {
    const { pool } = api.database
    const id = await versionId()
    const rowsOf = async (args: string, fields = 'net') =>
      (await api.data(`{ ${SPLIT_OF} { pnl${args} { ${fields} } } }`)).split.pnl.length
    await pool.query('delete from packed_account')
    expect(await rowsOf('')).toBeGreaterThan(10)
    const computed = [
      '(lag: 1)',
      '(tradingCostBps: 4)',
      '(shortCostBps: 0)',
      '(from: "2000-01-01")',
    ]
    for (const args of computed) expect(await rowsOf(args)).toBe(0)
    expect(await rowsOf('', 'net hedgedNet')).toBe(0)
    await pool.query('update pnl_day set gross = 1e308 where split_version_id = $1', [id])
    expect(await pool.query('select from printed_pnl')).toMatchObject({ rowCount: 0 })
    // Its sum is infinite: an error, where a printed one would be null.
    await print(id)
    expect(await rowsOf('')).toBeGreaterThan(10)
    expect(await api.error(`{ ${SPLIT_OF} { pnl { cumulativeNet } } }`)).toContain('INTERNAL')
  })
})

describe('JSON text', () => {
  it('is copied unchanged at any depth, and is a list for other readers', () => {
    const text = new JsonText('[1e-5,2]', 2)
    const answer = { a: [text, 'b'], c: { d: text }, e: 'json text' }
    expect(stringify(answer)).toBe('{"a":[[1e-5,2],"b"],"c":{"d":[1e-5,2]},"e":"json text"}\n')
    expect(JSON.stringify({ text })).toBe('{"text":[0.00001,2]}')
    expect([...text]).toEqual([1e-5, 2])
  })

  it('is correct after an answer that could not be written', () => {
    const text = new JsonText('[1]', 1)
    expect(() => stringify([text, 1n])).toThrow()
    expect(stringify([new JsonText('[2]', 1)])).toBe('[[2]]\n')
  })
})
