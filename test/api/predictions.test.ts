import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runReport } from '../../jobs/tasks/report/run-report.js'
import { pairedMeanDifference } from '../../src/accounts/paired-difference.js'
import {
  type PredictionDay,
  predictionDay,
  rankCorrelation,
} from '../../src/accounts/prediction-day.js'
import { predictionMeasuresOf } from '../../src/accounts/prediction-measures.js'
import { wealthMeasuresOf } from '../../src/accounts/wealth.js'
import { EXPORT_FORMATS } from '../../src/export/request.js'
import type { SplitResult } from '../../src/results.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { runsById } from '../../src/store/read/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { readBulk } from '../_util/read-bulk.js'
import { booksAlone, sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** A year and a live split of a predictor that the catalogue does not have. */
const MARKET = sampleMarket({ from: '2019-12-02', dateCount: 60, assetCount: 17 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true }),
]
const [PAST, LIVE] = SPLITS.map(({ name }) => name)
const resultsOf = (salt: number) =>
  SPLITS.map((split) => booksAlone(sampleSplitResult(MARKET, split, { salt, predicts: true })))
const RESULTS = resultsOf(0)
const DAYS = RESULTS.flatMap(({ days }) => days)
const RISK_AVERSION = 0.3

let api: TestApi
let plainRun: string
let cautiousRun: string

async function publish(strategy: string, config = {}, results = RESULTS): Promise<string> {
  const { runId } = await sampleRun(api.database, MARKET, SPLITS, { strategy, config })
  for (const result of results) await publishSplit(api.database.pool, { runId, result })
  await setRunStatus(api.database.db, runId, 'done')
  return runId
}

beforeAll(async () => {
  api = await createTestApi()
  plainRun = await publish('of-a-test')
  cautiousRun = await publish('of-a-test', { riskAversion: RISK_AVERSION })
  await publish('reversal-5')
  await publish('reversal-1', {}, resultsOf(5))
  await publish(
    'equal-weight',
    {},
    SPLITS.map((split) => booksAlone(sampleSplitResult(MARKET, split))),
  )
})

afterAll(() => api?.[Symbol.asyncDispose]())

const ask = async (name: string, fields: string, run = plainRun) =>
  (await api.data(`{ split(name: "${name}", run: "${run}") { ${fields} } }`)).split

interface Served {
  readonly asset: { readonly symbol: string }
  readonly mean: number
  readonly risk: number
  readonly rank: number
  readonly score: number
}

const FIELDS = '{ asset { symbol } mean risk rank score }'
const predictions = async (args: string, name = LIVE, run = plainRun): Promise<Served[]> =>
  (await ask(name, `predictions(${args}) ${FIELDS}`, run)).predictions

const dayOn = (date: string) => {
  const day = DAYS.find((one) => one.date === date)
  if (!day?.predictions) throw new Error(`nothing is predicted for ${date}`)
  return { ...day, predictions: day.predictions }
}

describe('predictions of a date', () => {
  it.each([
    [PAST, '2019-12-04'],
    [LIVE, '2020-01-15'],
    [LIVE, MARKET.nextDate],
  ])('of %s on %s are those that were decided, best first', async (name, date) => {
    const { columns, predictions: decided } = dayOn(date)
    const served = await predictions(`date: "${date}"`, name)
    const expected = Array.from(columns, (i, j) => ({
      symbol: MARKET.assets[i],
      mean: decided.mean[j],
      risk: decided.risk[j],
    })).sort((a, b) => b.mean - a.mean)
    expect(served.map(({ asset }) => asset.symbol)).toEqual(expected.map(({ symbol }) => symbol))
    expect(served.map(({ mean }) => Math.fround(mean))).toEqual(expected.map(({ mean }) => mean))
    expect(served.map(({ risk }) => Math.fround(risk))).toEqual(expected.map(({ risk }) => risk))
    expect(served.map(({ rank }) => rank)).toEqual(served.map((_, place) => place + 1))
    expect(served.map(({ score }) => score)).toEqual(served.map(({ mean }) => mean))
  })

  it('are listed from the best or from the worst, as many as asked for', async () => {
    const all = await predictions('date: "2020-01-15"')
    expect(await predictions('date: "2020-01-15", top: 3')).toEqual(all.slice(0, 3))
    expect(await predictions('date: "2020-01-15", top: 3, side: LONG')).toEqual(all.slice(0, 3))
    expect(await predictions('date: "2020-01-15", top: 3, side: SHORT')).toEqual(
      all.toReversed().slice(0, 3),
    )
    const refused = `{ split(name: "${LIVE}", run: "${plainRun}") { predictions(date: "2020-01-15", top: 0) ${FIELDS} } }`
    expect(await api.error(refused)).toMatch(/BAD_USER_INPUT: top: 0 is below 1/)
  })

  it('are ranked by mean less risk times the risk aversion of the run', async () => {
    const served = await predictions('date: "2020-01-15"', LIVE, cautiousRun)
    const scores = served.map(({ mean, risk }) =>
      Math.fround(Math.fround(mean) - RISK_AVERSION * Math.fround(risk)),
    )
    expect(served.map(({ score }) => Math.fround(score))).toEqual(scores)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    const byMean = await predictions('date: "2020-01-15"')
    expect(served.map(({ asset }) => asset)).not.toEqual(byMean.map(({ asset }) => asset))
  })

  it('come by column in the order of the symbols', async () => {
    const { predictionVector } = await ask(
      LIVE,
      `predictionVector(date: "2020-01-15") { date assets mean risk version }`,
    )
    const rows = await predictions('date: "2020-01-15"')
    const bySymbol = rows.toSorted((a, b) => (a.asset.symbol < b.asset.symbol ? -1 : 1))
    expect(predictionVector).toMatchObject({
      date: '2020-01-15',
      assets: bySymbol.map(({ asset }) => asset.symbol),
      mean: bySymbol.map(({ mean }) => mean),
      risk: bySymbol.map(({ risk }) => risk),
    })
    expect(predictionVector.version).toBeGreaterThan(0)
  })

  it('of a date that is not one of the split are an error', async () => {
    const query = `{ split(name: "${LIVE}", run: "${plainRun}") { predictions(date: "2020-01-18") ${FIELDS} } }`
    expect(await api.error(query)).toMatch(/date: 2020-01-18 is not a trading date/)
  })
})

/** A date measured from what the API serves of it, and the returns of the market. */
async function measured(name: string, dates: readonly string[]): Promise<PredictionDay[]> {
  const days = []
  for (const date of dates) {
    const { predictionVector } = await ask(
      name,
      `predictionVector(date: "${date}") { assets mean risk }`,
    )
    const onAxis = (values: readonly number[]) =>
      MARKET.assets.map((symbol) => values[predictionVector.assets.indexOf(symbol)] ?? Number.NaN)
    days.push({ mean: onAxis(predictionVector.mean), risk: onAxis(predictionVector.risk) })
  }
  const outcomes = dates.map(outcomeOn)
  return days.map(({ mean, risk }, t) =>
    predictionDay({ mean, risk, realised: outcomes[t], realisedNext: outcomes[t + 1] }),
  )
}

function outcomeOn(date: string): number[] {
  const [t, count] = [MARKET.dates.indexOf(date), MARKET.assets.length]
  const returns = MARKET.returns.subarray(t * count, (t + 1) * count)
  return Array.from(returns, (value) => value - MARKET.market[t])
}

const scoredDatesOf = (name: string) =>
  RESULTS[SPLITS.findIndex((split) => split.name === name)].days
    .filter(({ realised }) => realised)
    .map(({ date }) => date)

const MEASURED = [
  'days ic icir rankIC rankICStandardError rankICIR rankICLag1 spread riskRankIC coverage90',
  'zStandardDeviation',
].join(' ')

const closeTo = (values: object) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? expect.closeTo(value, 5) : value,
    ]),
  )

describe('measures of predictions', () => {
  it.each([PAST, LIVE])('of %s are those of what is served', async (name) => {
    const dates = scoredDatesOf(name)
    const days = await measured(name, dates)
    const { predictionMeasures, rankICs, measures } = await ask(
      name,
      `predictionMeasures { ${MEASURED} } rankICs { date ic rankIC spread }
       measures { rankIC rankICIR }`,
    )
    const expected = predictionMeasuresOf(days)
    expect(expected.days).toBe(dates.length)
    expect(expected.rankICIR).not.toBeNull()
    expect(predictionMeasures).toEqual(closeTo(expected))
    expect(measures).toEqual(closeTo({ rankIC: expected.rankIC, rankICIR: expected.rankICIR }))
    expect(rankICs).toEqual(
      days.map(({ ic, rankIC, spread }, t) => ({
        date: dates[t],
        ...closeTo({ ic, rankIC, spread }),
      })),
    )
  })

  it('count the sizes of z beside those of a normal distribution', async () => {
    const { predictionMeasures } = await ask(
      LIVE,
      'predictionMeasures { zStandardDeviation reliability { from to share expected } }',
    )
    const sizes = RESULTS[1]?.days.flatMap(({ date, columns, predictions: decided, realised }) => {
      if (!decided || !realised) return []
      const market = MARKET.market[MARKET.dates.indexOf(date)] ?? Number.NaN
      return Array.from(columns, (_, j) => {
        const outcome = (realised.returns[j] ?? Number.NaN) - market
        return Math.abs(outcome - (decided.mean[j] ?? 0)) / (decided.risk[j] ?? 0)
      }).filter((size) => !Number.isNaN(size))
    })
    type Bin = { from: number; to: number | null; share: number; expected: number }
    const bins: Bin[] = predictionMeasures.reliability
    expect(bins.map(({ from }) => from)).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3])
    for (const { from, to, share } of bins) {
      const inside = sizes?.filter((size) => size >= from && (to === null || size < to)) ?? []
      expect(share).toBeCloseTo(inside.length / (sizes?.length ?? 0), 12)
    }
    expect(bins[0]?.expected).toBeCloseTo(0.382925, 6)
    expect(bins.reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(1, 12)
  })

  it('of a range are those of its dates', async () => {
    const dates = scoredDatesOf(LIVE)
    const [from, to] = [dates[5], dates[20]]
    const days = (await measured(LIVE, dates)).slice(5, 21)
    const range = `from: "${from}", to: "${to}"`
    const { predictionMeasures, rankICs, measures } = await ask(
      LIVE,
      `predictionMeasures(${range}) { ${MEASURED} } rankICs(${range}) { date }
       measures(${range}) { rankIC }`,
    )
    expect(predictionMeasures).toEqual(closeTo(predictionMeasuresOf(days)))
    expect(rankICs.map(({ date }: { date: string }) => date)).toEqual(dates.slice(5, 21))
    expect(measures.rankIC).toBeCloseTo(predictionMeasures.rankIC, 12)
  })

  it('of a run are over all its dates', async () => {
    const { run } = await api.data(
      `{ run(id: "${plainRun}") { measures { rankIC rankICIR } splits { rankICs { rankIC } } } }`,
    )
    const daily: number[] = run.splits.flatMap(({ rankICs }: { rankICs: { rankIC: number }[] }) =>
      rankICs.map(({ rankIC }) => rankIC),
    )
    expect(daily).toHaveLength(MARKET.dates.length)
    expect(run.measures.rankIC).toBeCloseTo(daily.reduce((sum, x) => sum + x, 0) / daily.length, 12)
  })

  it('of the book are those of its net returns', async () => {
    const { predictionMeasures, pnl } = await ask(
      LIVE,
      `predictionMeasures { excessReturn excessSharpe excessMaxDrawdown excessCalmar calmar apy
        cumulativeWealth annualVolatility annualSharpe wealthDrawdown wealthCalmar
        excess { ${Object.keys(wealthMeasuresOf([])).join(' ')} } }
       pnl { date net }`,
    )
    const rows: { date: string; net: number }[] = pnl
    const net = wealthMeasuresOf(rows.map((row) => row.net))
    const excess = wealthMeasuresOf(
      rows.map((row) => row.net - MARKET.market[MARKET.dates.indexOf(row.date)]),
    )
    const { calmar, apy, cumulativeWealth, annualVolatility } = net
    const { annualSharpe, wealthDrawdown, wealthCalmar } = net
    expect(predictionMeasures).toEqual(
      closeTo({
        excess: closeTo(excess),
        excessReturn: excess.annualReturn,
        excessSharpe: excess.sharpe,
        excessMaxDrawdown: excess.maxDrawdown,
        excessCalmar: excess.calmar,
        calmar,
        apy,
        cumulativeWealth,
        annualVolatility,
        annualSharpe,
        wealthDrawdown,
        wealthCalmar,
      }),
    )
  })
})

/** Daily Rank ICs of a strategy's results, date by date. */
const rankICsOf = (results: readonly SplitResult[]) =>
  results.flatMap(({ days }) =>
    days.flatMap(({ columns, predictions: decided, realised }) =>
      decided && realised
        ? [rankCorrelation(...known(columns, decided.mean, realised.returns)) ?? Number.NaN]
        : [],
    ),
  )

function known(
  columns: Int32Array,
  mean: Float32Array,
  returns: Float64Array,
): [number[], number[]] {
  const places = [...columns.keys()].filter((j) => !Number.isNaN(returns[j]))
  return [places.map((j) => mean[j]), places.map((j) => returns[j])]
}

describe('predictors side by side', () => {
  const fields = `strategy rankIC rankICStandardError rankICDifferenceToFirst
    rankICDifferenceLow rankICDifferenceHigh`
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length

  it('differ by the mean of their daily difference, with a paired interval', async () => {
    const { compare } = await api.data(
      `{ compare(strategies: ["reversal-5", "reversal-1"]) { ${fields} } }`,
    )
    const [first, second] = [rankICsOf(RESULTS), rankICsOf(resultsOf(5))]
    const expected = pairedMeanDifference(second, first)
    expect(compare[0]).toMatchObject({ rankICDifferenceToFirst: null, rankICDifferenceLow: null })
    expect(compare[0].rankIC).toBeCloseTo(mean(first), 9)
    expect(compare[1].rankIC).toBeCloseTo(mean(second), 9)
    expect(compare[1].rankICDifferenceToFirst).toBeCloseTo(mean(second) - mean(first), 9)
    expect(compare[1].rankICDifferenceLow).toBeCloseTo(expected?.low ?? Number.NaN, 9)
    expect(compare[1].rankICDifferenceHigh).toBeCloseTo(expected?.high ?? Number.NaN, 9)
    expect(compare[1].rankICStandardError).toBeGreaterThan(0)
  })

  it('have no such figures beside a strategy that predicts nothing', async () => {
    const { compare } = await api.data(
      `{ compare(strategies: ["equal-weight", "reversal-1"]) { ${fields} } }`,
    )
    expect(compare[0].rankIC).toBeNull()
    expect(compare[1].rankIC).not.toBeNull()
    expect(compare[1].rankICDifferenceToFirst).toBeNull()
  })
})

it('a report measures the run as the API does', async () => {
  const [run] = await runsById(api.database.db, [plainRun])
  if (!run) throw new Error('the run is gone')
  const { rows, all } = await runReport(api.database.db, run)
  for (const { name, measures } of rows) {
    const { predictionMeasures } = await ask(name, `predictionMeasures { ${MEASURED} }`)
    expect(measures.predictions).toEqual(predictionMeasures)
  }
  const data = await api.data(`{ run(id: "${plainRun}") { measures { rankIC rankICIR } } }`)
  expect(all?.measures).toMatchObject(data.run.measures)
})

describe('a strategy without predictions', () => {
  it.each([
    `predictions(date: "2020-01-15") { rank }`,
    `predictionVector(date: "2020-01-15") { assets }`,
    'predictionMeasures { rankIC }',
    'rankICs { rankIC }',
  ])('has no %s', async (field) => {
    const query = `{ split(name: "${LIVE}", strategy: "reversal-5") { ${field} } }`
    expect(await api.error(query)).toBe('BAD_USER_INPUT: strategy: reversal-5 has no predictions')
  })
})

describe('the bulk file of predictions', () => {
  it.each(EXPORT_FORMATS)('as %s holds what the API serves', async (format) => {
    for (const run of [plainRun, cautiousRun]) {
      const { statusCode, rawPayload } = await api.app.inject(
        `/export/${run}/${LIVE}/predictions.${format}`,
      )
      expect(statusCode).toBe(200)
      const { columns, rows } = await readBulk(format, rawPayload)
      expect(columns).toEqual(['date', 'asset', 'mean', 'risk', 'score'])
      const dates = [...scoredDatesOf(LIVE), MARKET.nextDate]
      const served = await Promise.all(
        dates.map(async (date) => {
          const day = await predictions(`date: "${date}"`, LIVE, run)
          return day.map((one) => [date, one.asset.symbol, one.mean, one.risk, one.score])
        }),
      )
      const isBinary = format === 'arrow' || format === 'parquet'
      const comparable = (cells: readonly unknown[]) =>
        cells
          .map((cell) => (isBinary && typeof cell === 'number' ? Math.fround(cell) : cell))
          .join()
      expect(rows.map(comparable).sort()).toEqual(served.flat().map(comparable).sort())
    }
  })

  it('is cut by dates and assets', async () => {
    const path = `/export/${cautiousRun}/all/predictions.csv?date=2020-01-15&assets=S003,S001`
    const { body } = await api.app.inject(path)
    const all = await predictions('date: "2020-01-15"', LIVE, cautiousRun)
    const lines = ['S001', 'S003'].map((symbol) => {
      const found = all.find(({ asset }) => asset.symbol === symbol)
      return ['2020-01-15', symbol, found?.mean, found?.risk, found?.score].join()
    })
    expect(body.trim().split('\n').slice(1)).toEqual(lines)
  })
})
