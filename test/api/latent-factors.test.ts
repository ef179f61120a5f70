import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SplitResult } from '../../src/results.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** Two factors and three latent factors, of a split with a next date. */
const MARKET = sampleMarket({ from: '2019-12-16', dateCount: 30, assetCount: 8 })
const SPLIT = sampleSplit({ live: true })
const LATENTS = 3
const RESULT = sampleSplitResult(MARKET, SPLIT, { predicts: true, latentCount: LATENTS })

let api: TestApi

async function publish(strategy: string, result: SplitResult, config = {}): Promise<string> {
  const { runId } = await sampleRun(api.database, MARKET, [SPLIT], { strategy, config })
  await publishSplit(api.database.pool, { runId, result })
  await setRunStatus(api.database.db, runId, 'done')
  return runId
}

/** Without guidance: no factors, and a prior alone. */
function unguided({ days, ...result }: SplitResult): SplitResult {
  const ofDay = ({ factors: _, realised, ...day }: SplitResult['days'][number]) => ({
    ...day,
    realised: realised && { returns: realised.returns },
  })
  return { ...result, factorCount: 0, days: days.map(ofDay) }
}

let guidedRun: string
let unguidedRun: string

beforeAll(async () => {
  api = await createTestApi()
  guidedRun = await publish('factor-vae', RESULT)
  unguidedRun = await publish('factor-vae', unguided(RESULT), { guidance: false })
  await publish('ridge', sampleSplitResult(MARKET, SPLIT, { factorCount: 0, predicts: true }))
})

afterAll(() => api?.[Symbol.asyncDispose]())

interface Latent {
  readonly date: string
  readonly index: number
  readonly priorMean: number
  readonly priorRisk: number
  readonly posteriorMean: number | null
  readonly posteriorRisk: number | null
}

const latents = async (run: string, args = '', more = ''): Promise<Latent[]> => {
  const fields = '{ date index priorMean priorRisk posteriorMean posteriorRisk }'
  const { split } = await api.data(
    `{ split(name: "${SPLIT.name}", run: "${run}") { latentFactors${args} ${fields} ${more} } }`,
  )
  return split.latentFactors
}

const served = (value: number | null) => (value === null ? null : Math.fround(value))

function expected(days: SplitResult['days'], withPosterior = true): Latent[] {
  return days.flatMap(({ date, latents: prior, realised }) =>
    Array.from({ length: LATENTS }, (_, index) => ({
      date,
      index,
      priorMean: prior?.mean[index] ?? Number.NaN,
      priorRisk: prior?.risk[index] ?? Number.NaN,
      posteriorMean: (withPosterior && realised?.latents?.mean[index]) || null,
      posteriorRisk: (withPosterior && realised?.latents?.risk[index]) || null,
    })),
  )
}

const rounded = (rows: readonly Latent[]) =>
  rows.map(({ date, index, ...values }) => ({
    date,
    index,
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, served(value)])),
  }))

describe('latent factors', () => {
  it('are the prior and the posterior of every date, and the prior of the next one', async () => {
    const rows = await latents(guidedRun)
    expect(rounded(rows)).toEqual(expected(RESULT.days))
    const last = rows.at(-1)
    expect(last).toMatchObject({ date: MARKET.nextDate, index: LATENTS - 1, posteriorMean: null })
  })

  it('of a range are those of its dates', async () => {
    const [from, to] = [RESULT.days[2]?.date, RESULT.days[5]?.date]
    const rows = await latents(guidedRun, `(from: "${from}", to: "${to}")`)
    expect(rounded(rows)).toEqual(expected(RESULT.days.slice(2, 6)))
  })

  it('are not the factors: a split has as many as its model', async () => {
    const { split } = await api.data(
      `{ split(name: "${SPLIT.name}", run: "${guidedRun}") { factorCount latentCount factors { index } } }`,
    )
    expect(split).toMatchObject({ factorCount: 2, latentCount: LATENTS })
    expect(split.factors).toHaveLength(2)
  })

  it('without guidance have a prior and no posterior', async () => {
    expect(rounded(await latents(unguidedRun))).toEqual(expected(RESULT.days, false))
  })

  it('without residuals a split with factors has no volatility of residuals', async () => {
    const { split } = await api.data(
      `{ split(name: "${SPLIT.name}", run: "${guidedRun}") {
           residualVolatility(date: "${MARKET.nextDate}") { value } } }`,
    )
    expect(split.residualVolatility).toEqual([])
  })

  it('of a strategy without them are an error', async () => {
    const query = `{ split(name: "${SPLIT.name}", strategy: "ridge") { latentFactors { index } } }`
    expect(await api.error(query)).toBe('BAD_USER_INPUT: strategy: ridge has no latent factors')
  })

  it('have a range whose first date is not after its last', async () => {
    const query = `{ split(name: "${SPLIT.name}", strategy: "factor-vae") {
      latentFactors(from: "2020-02-01", to: "2020-01-01") { index } } }`
    expect(await api.error(query)).toMatch(/BAD_USER_INPUT: from: 2020-02-01 is after/)
  })
})

describe('a run whose configuration leaves the factors of its strategy out', () => {
  const ask = (fields: string) =>
    api.data(`{ split(name: "${SPLIT.name}", run: "${unguidedRun}") { ${fields} } }`)

  it('answers as a split without factors', async () => {
    const [date] = RESULT.days.map((day) => day.date)
    const { split } = await ask(`factorCount factors { index } betas(date: "${date}") { betas }
      factorCovariance(date: "${date}") residualVector(date: "${date}") { values }
      measures { explainedVariance } predictionMeasures { days }`)
    expect(split).toMatchObject({
      factorCount: 0,
      factors: [],
      betas: [],
      factorCovariance: [],
      residualVector: { values: [] },
      measures: { explainedVariance: null },
    })
    expect(split.predictionMeasures.days).toBeGreaterThan(10)
  })

  it('refuses one factor, a hedge and files of factors with the reason', async () => {
    const ofSplit = `split(name: "${SPLIT.name}", run: "${unguidedRun}")`
    expect(await api.error(`{ ${ofSplit} { factor(index: 0) { index } } }`)).toMatch(
      /has no factors$/,
    )
    const hedge = `{ hedge(strategy: "factor-vae", split: "${SPLIT.name}",
      positions: [{ symbol: "S000", weight: 1 }]) { date } }`
    expect(await api.error(hedge)).toBe(
      'BAD_USER_INPUT: strategy: this run of factor-vae has no factors to hedge against',
    )
    for (const kind of ['betas', 'factor-weights', 'factor-returns']) {
      const url = `/export/${unguidedRun}/all/${kind}.csv`
      const { statusCode, body } = await api.app.inject(url)
      expect([statusCode, body]).toEqual([
        400,
        expect.stringContaining(`${kind}: this run of factor-vae has no factors`),
      ])
      expect((await api.app.inject(`/export/${guidedRun}/all/${kind}.csv`)).statusCode).toBe(200)
    }
    const residuals = await api.app.inject(`/export/${unguidedRun}/all/residuals.csv`)
    expect(residuals.body).toContain('residuals: factor-vae has no residuals')
  })
})
