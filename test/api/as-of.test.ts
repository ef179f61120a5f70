import { expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const SHORT = sampleMarket({ dateCount: 290 })
const LONG = sampleMarket({ dateCount: 300 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31' }),
  sampleSplit({ from: '2021-01-01', to: '2021-12-31', live: true }),
]
const THEN = `query ($name: String!, $asOf: DateTime, $run: ID) {
  split(name: $name, asOf: $asOf, run: $run) {
    name version nextDate live publishedAt pnl { date turnover gross }
    late: pnl(lag: 1) { turnover gross } hedged: measures { hedgedNetSharpe }
    factor(index: 0) { returns { dates } } orders { trade }
    residuals(assets: ["S002"]) { edges { node { date } } } } }`

it('answers with the publications of an instant: later dates, versions and neighbouring splits stay hidden', async () => {
  await using api = await createTestApi()
  const { pool } = api.database
  const { runId } = await sampleRun(api.database, SHORT, SPLITS)
  const publish = async (market: typeof SHORT, index: number, salt = 0) => {
    await publishSplit(pool, { runId, result: sampleSplitResult(market, SPLITS[index], { salt }) })
    const asOf = new Date().toISOString()
    await new Promise((resolve) => setTimeout(resolve, 5))
    return asOf
  }
  const start = new Date(Date.now() - 1000).toISOString()
  const ask = async (name: string) => (await api.data(THEN, { name })).split
  const then = async (name: string, asOf: string) => (await api.data(THEN, { name, asOf })).split

  await publish(SHORT, 1)
  const live1 = await publish(SHORT, 2)
  const [seen2020, seen2021] = [await ask('test_2019_2020'), await ask('test_2020_2021')]
  // The previous split is published late, then new dates are added, then 2020 is replaced.
  await publish(SHORT, 0)
  await sampleRun(api.database, LONG, SPLITS)
  const live2 = await publish(LONG, 2)
  const extended = await ask('test_2020_2021')
  await publish(SHORT, 1, 7)

  expect(extended.pnl.length).toBe(seen2021.pnl.length + 10)
  expect((await ask('test_2019_2020')).pnl).not.toEqual(seen2020.pnl)
  expect(await then('test_2019_2020', live1)).toEqual(seen2020)
  expect(await then('test_2020_2021', live1)).toEqual(seen2021)
  expect(await then('test_2020_2021', live2)).toEqual(extended)
  expect(await then('test_2018_2019', live1)).toBeNull()
  expect(await then('test_2019_2020', start)).toBeNull()
  expect((await api.data(THEN, { name: 'test_2019_2020', asOf: live1, run: runId })).split).toEqual(
    seen2020,
  )

  const date = LONG.dates[LONG.dates.length - 1]
  expect(
    await api.error(
      `query ($asOf: DateTime) { split(name: "test_2020_2021", asOf: $asOf) { weights(date: "${date}") { weight } } }`,
      { asOf: live1 },
    ),
  ).toMatch(/^DATA_NOT_READY: date: \S+ is not scored yet: test_2020_2021 ends with/)
  expect(await api.error(THEN, { name: 'test_2020_2021', asOf: '2020-02-30T00:00:00Z' })).toMatch(
    /^BAD_USER_INPUT: /,
  )
})

it('falls back to the run that had published the split by then', async () => {
  await using api = await createTestApi()
  const { db, pool } = api.database
  const run = async (config: object, salt: number) => {
    const { runId } = await sampleRun(api.database, SHORT, [SPLITS[1]], { config })
    await publishSplit(pool, { runId, result: sampleSplitResult(SHORT, SPLITS[1], { salt }) })
    await setRunStatus(db, runId, 'done')
    return runId
  }
  const first = await run({ factors: 1 }, 0)
  const asOf = new Date().toISOString()
  await new Promise((resolve) => setTimeout(resolve, 5))
  const second = await run({ factors: 2 }, 1)
  const query = `query ($asOf: DateTime, $dataset: String) {
    split(name: "test_2019_2020", asOf: $asOf, dataset: $dataset) { run { id } } }`
  expect((await api.data(query)).split.run.id).toBe(second)
  expect((await api.data(query, { asOf })).split.run.id).toBe(first)
  expect((await api.data(query, { asOf, dataset: 'x' })).split).toBeNull()
  expect((await api.data(query, { asOf: '0000-01-01T00:00:00Z' })).split).toBeNull()
  expect((await api.data(query, { asOf: '9999-12-31T23:59:59-23:59' })).split.run.id).toBe(second)
  const odd = '{ split(name: "\\u0000", asOf: "2030-01-01T00:00:00Z") { name } }'
  expect((await api.data(odd)).split).toBeNull()
})

it('pages splits with Relay cursors, past a removed split', async () => {
  await using api = await createTestApi()
  const { runId } = await sampleRun(api.database, SHORT, SPLITS)
  await publishSplit(api.database.pool, { runId, result: sampleSplitResult(SHORT, SPLITS[1]) })
  const page = async (after?: string) =>
    (
      await api.data(
        `query ($after: String) { splitConnection(first: 2, after: $after) {
          edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
        { after },
      )
    ).splitConnection
  const names = ({ edges }: { edges: { node: { name: string } }[] }) =>
    edges.map(({ node }) => node.name)
  const first = await page()
  expect(names(first)).toEqual(['test_2018_2019', 'test_2019_2020'])
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
  const second = await page(first.pageInfo.endCursor)
  expect(names(second)).toEqual(['test_2020_2021'])
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  expect(names(await page(first.edges[0].cursor))).toEqual(['test_2019_2020', 'test_2020_2021'])
  await api.database.pool.query("delete from split where name = 'test_2018_2019'")
  expect(names(await page(first.edges[0].cursor))).toEqual(['test_2019_2020', 'test_2020_2021'])
  expect(await api.error('{ splitConnection(after: "x") { edges { cursor } } }')).toMatch(
    /^BAD_USER_INPUT: after: "x" is not a cursor of this list/,
  )
})
