import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { type SampleRun, sampleRun } from '../_util/published-run.js'
import {
  sampleMarket,
  samplePrices,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

/** Two test years over 320 weekdays, five assets, two factors, with closes and volumes. */
const MARKET = sampleMarket({ from: '2019-11-01', dateCount: 320 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31' }),
]
const PAST = 'split(name: "test_2019_2020")'
const FINDING = { kind: 'large-return', severity: 'warning', message: 'Large.', count: 2 } as const

let api: TestApi
let run: SampleRun

beforeAll(async () => {
  api = await createTestApi()
  const parts = {
    prices: samplePrices(MARKET),
    findings: [
      { ...FINDING, symbol: 'S001', date: '2020-01-02', file: '/secret/prices.csv', line: 7 },
      { ...FINDING, kind: 'gap', severity: 'note' as const },
    ],
  }
  await registerDataset(api.database.pool, sampleRegistration(MARKET, parts))
  run = await sampleRun(api.database, MARKET, SPLITS)
  for (const split of SPLITS) {
    const result = sampleSplitResult(MARKET, split, { predicts: true })
    await publishSplit(api.database.pool, { runId: run.runId, result })
  }
})

afterAll(() => api?.[Symbol.asyncDispose]())

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('books by date', () => {
  it('are those of `weights`', async () => {
    const { split } = await api.data(`{ ${PAST} {
      bookSeries { dates effectiveNames grossExposure netExposure positions }
      weights(date: "2020-03-16") { weight }
      measures { effectiveNames netExposure } } }`)
    const { dates, ...columns } = split.bookSeries
    const at = dates.indexOf('2020-03-16')
    const weights: number[] = split.weights.map(({ weight }: { weight: number }) => weight)
    const squares = sum(weights.map((weight) => weight ** 2))
    expect(columns.effectiveNames[at]).toBeCloseTo(sum(weights.map(Math.abs)) ** 2 / squares, 5)
    expect(columns.grossExposure[at]).toBeCloseTo(1, 5)
    expect(columns.netExposure[at]).toBeCloseTo(sum(weights), 5)
    expect(columns.positions[at]).toBe(weights.length)
    expect(sum(columns.netExposure) / dates.length).toBeCloseTo(split.measures.netExposure, 8)
  })

  it('are those of a range', async () => {
    const { split } = await api.data(
      `{ ${PAST} { bookSeries(from: "2020-03-01", to: "2020-03-10") { dates } } }`,
    )
    expect(split.bookSeries.dates[0]).toBe('2020-03-02')
    expect(split.bookSeries.dates.at(-1)).toBe('2020-03-10')
  })
})

describe('an asset by date', () => {
  it('earns what the attribution of the asset is, at the closes of the files', async () => {
    const { split } = await api.data(`{ ${PAST} {
      assetHistory(symbol: "S002") { asset { symbol } dates closes returns weights contributions }
      attribution(by: ASSET) { label contribution exposure } } }`)
    const { asset, dates, closes, weights, contributions } = split.assetHistory
    const row = split.attribution.find(({ label }: { label: string }) => label === 'S002')
    expect(asset.symbol).toBe('S002')
    expect(sum(contributions)).toBeCloseTo(row.contribution, 9)
    expect(sum(weights) / dates.length).toBeCloseTo(row.exposure, 9)
    const t = MARKET.dates.indexOf(dates[3])
    expect(closes[3]).toBeCloseTo(samplePrices(MARKET).close[t * MARKET.assets.length + 2], 4)
  })

  it('has to be known', async () => {
    const error = await api.error(`{ ${PAST} { assetHistory(symbol: "NO") { dates } } }`)
    expect(error).toContain('BAD_USER_INPUT: symbol: "NO" is unknown')
  })
})

describe('attribution by period', () => {
  it.each(['FACTOR', 'SECTOR', 'ASSET'])('by %s sums to net in every month', async (by) => {
    const { split } = await api.data(`{ ${PAST} {
      attributionByPeriod(by: ${by}, top: 2) { periods parts { label contributions } }
      pnlByPeriod(by: MONTH) { period net } } }`)
    const { periods, parts } = split.attributionByPeriod
    expect(periods).toEqual(split.pnlByPeriod.map(({ period }: { period: string }) => period))
    split.pnlByPeriod.forEach(({ net }: { net: number }, t: number) => {
      const total = sum(
        parts.map(({ contributions }: { contributions: number[] }) => contributions[t]),
      )
      expect(total).toBeCloseTo(net, 9)
    })
    expect(parts.at(-1).label).toBe('cost')
  })
})

describe('a factor over time', () => {
  it('has the weights of its dates, the largest assets first', async () => {
    const { split } = await api.data(`{ ${PAST} { factor(index: 1) {
      weightHistory(dates: 5, top: 3) { dates rows { asset { symbol } values } }
      weights(date: "2020-12-31") { asset { symbol } weight }
      characteristicHistory(dates: 4) { dates rows { name group values } } } } }`)
    const { weightHistory, weights, characteristicHistory } = split.factor
    expect(weightHistory.dates).toHaveLength(5)
    expect(weightHistory.dates.at(-1)).toBe('2020-12-31')
    expect(weightHistory.rows).toHaveLength(3)
    const [first] = weightHistory.rows
    const { weight } = weights.find(
      ({ asset }: { asset: { symbol: string } }) => asset.symbol === first.asset.symbol,
    )
    expect(first.values.at(-1)).toBe(weight)
    expect(characteristicHistory.dates).toHaveLength(4)
    expect(characteristicHistory.rows[0].values).toHaveLength(4)
  })

  it('refuses a number of dates that is not offered', async () => {
    const error = await api.error(
      `{ ${PAST} { factor(index: 1) { weightHistory(dates: 1) { dates } } } }`,
    )
    expect(error).toContain('from 2 to 260')
  })
})

describe('the capacity of a run', () => {
  it('is net without impact at a small capital, and less at a larger one', async () => {
    const { run: found } = await api.data(`{ run(id: "${run.runId}") {
      measures { netSharpe meanNet }
      capacity(capitals: [0.0001, 1000000, 4000000]) { absent coveredTurnover breakEvenCapital
        fitting { share capital } points { capital impact meanNet netSharpe } } } }`)
    const { absent, coveredTurnover, points, fitting } = found.capacity
    expect(absent).toBe(null)
    expect(coveredTurnover).toBeGreaterThan(0.9)
    expect(points[0].netSharpe).toBeCloseTo(found.measures.netSharpe, 3)
    expect(points[2].impact).toBeCloseTo(2 * points[1].impact, 9)
    expect(points[1].meanNet).toBeCloseTo(found.measures.meanNet - points[1].impact, 9)
    expect(fitting.map(({ share }: { share: number }) => share)).toEqual([0.01, 0.05, 0.1])
  })

  it('refuses what is no amount', async () => {
    const error = await api.error(
      `{ run(id: "${run.runId}") { capacity(capitals: [-1]) { absent } } }`,
    )
    expect(error).toContain('-1 is not an amount')
  })
})

describe('predictions of a run', () => {
  it('are measured over ranges across splits', async () => {
    const error = await api.error(`{ run(id: "${run.runId}") { rankICs { date } } }`)
    expect(error).toContain('attention-longconv has no predictions')
  })
})

describe('the findings of a dataset', () => {
  it('are those of its ingest, files without folders', async () => {
    const { datasets } = await api.data(`{ datasets { findings(first: 1) { total
      rows { kind severity symbol date file line count version } } } }`)
    expect(datasets[0].findings).toEqual({
      total: 2,
      rows: [
        {
          kind: 'large-return',
          severity: 'WARNING',
          symbol: 'S001',
          date: '2020-01-02',
          file: 'prices.csv',
          line: 7,
          count: 2,
          version: 1,
        },
      ],
    })
  })
})
