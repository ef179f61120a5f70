import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { booksAlone, sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** A method without factors: its books, their costs and nothing else. */
const MARKET = sampleMarket()
const SPLIT = sampleSplit({ live: true })
const RESULT = booksAlone(sampleSplitResult(MARKET, SPLIT))
const [DATE] = RESULT.days.map(({ date }) => date)

let api: TestApi

beforeAll(async () => {
  api = await createTestApi()
  const { runId } = await sampleRun(api.database, MARKET, [SPLIT], { strategy: 'reversal-5' })
  await publishSplit(api.database.pool, { runId, result: RESULT })
  await setRunStatus(api.database.db, runId, 'done')
})

afterAll(() => api?.[Symbol.asyncDispose]())

const ask = (fields: string) =>
  api.data(`{ split(name: "${SPLIT.name}", strategy: "reversal-5") { ${fields} } }`)

describe('a split of a strategy without factors', () => {
  it('has weights, accounts and orders like any other split', async () => {
    const { split } = await ask(`status factorCount weights(date: "${DATE}") { weight }
      pnl { net gross turnover shortExposure } orders { trade } measures { netSharpe turnover }`)
    expect(split).toMatchObject({ status: 'PUBLISHED', factorCount: 0 })
    expect(split.weights.length).toBeGreaterThan(0)
    expect(split.orders.length).toBeGreaterThan(0)
    expect(split.pnl[0].turnover).toBeCloseTo(1, 5)
    expect(split.measures.turnover).toBeGreaterThan(0)
  })

  it('has no factors, betas, residuals, covariance or explained variance', async () => {
    const { split } = await ask(`factors { index } betas(date: "${DATE}") { betas }
      residuals { edges { cursor } } residualVector(date: "${DATE}") { values }
      factorCovariance(date: "${DATE}") residualVolatility(date: "${DATE}") { value }
      measures { explainedVariance }`)
    expect(split).toEqual({
      factors: [],
      betas: [],
      residuals: { edges: [] },
      residualVector: { values: [] },
      factorCovariance: [],
      residualVolatility: [],
      measures: { explainedVariance: null },
    })
  })

  it('refuses a request for one of these fields with the reason', async () => {
    expect(
      await api.error(
        `{ split(name: "${SPLIT.name}", strategy: "reversal-5") { factor(index: 0) { index } } }`,
      ),
    ).toMatch(/BAD_USER_INPUT: .*has no factors$/)
    expect(
      await api.error(
        '{ hedge(strategy: "reversal-5", positions: [{ symbol: "S000", weight: 1 }]) { date } }',
      ),
    ).toMatch(/BAD_USER_INPUT: .*reversal-5 has no factors to hedge against/)
    for (const [kind, message] of [
      ['residuals', 'reversal-5 has no residuals'],
      ['predictions', 'reversal-5 has no predictions'],
      ['betas', 'reversal-5 has no factors'],
    ]) {
      const url = `/export/latest/all/${kind}.csv?strategy=reversal-5`
      const { statusCode, body } = await api.app.inject({ url })
      expect([statusCode, body]).toEqual([400, expect.stringContaining(message)])
    }
    const weights = await api.app.inject({
      url: '/export/latest/all/weights.csv?strategy=reversal-5',
    })
    expect(weights.statusCode).toBe(200)
    expect(weights.body.split('\n').length).toBeGreaterThan(RESULT.days.length)
  })
})

it('the catalogue reports what each strategy has', async () => {
  const { strategies } = await api.data(
    '{ strategies { name hasFactors hasResiduals hasPredictions hasCodebook } }',
  )
  expect(strategies.find(({ name }: { name: string }) => name === 'equal-weight')).toEqual({
    name: 'equal-weight',
    hasFactors: false,
    hasResiduals: false,
    hasPredictions: false,
    hasCodebook: false,
  })
})
