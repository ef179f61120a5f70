import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXPORT_FORMATS } from '../../src/export/request.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { readBulk } from '../_util/read-bulk.js'
import { booksAlone, sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** A predictor, a strategy with residuals, and one with neither. */
const MARKET = sampleMarket({ from: '2019-12-16', dateCount: 60, assetCount: 8 })
const SPLIT = sampleSplit({ live: true })
const PREDICTED = booksAlone(sampleSplitResult(MARKET, SPLIT, { predicts: true }))
const DATE = PREDICTED.days[30]?.date ?? ''

let api: TestApi

beforeAll(async () => {
  api = await createTestApi()
  const results = {
    ridge: PREDICTED,
    'pca-ou': sampleSplitResult(MARKET, SPLIT),
    'equal-weight': booksAlone(sampleSplitResult(MARKET, SPLIT)),
  }
  for (const [strategy, result] of Object.entries(results)) {
    const { runId } = await sampleRun(api.database, MARKET, [SPLIT], { strategy })
    await publishSplit(api.database.pool, { runId, result })
    await setRunStatus(api.database.db, runId, 'done')
  }
})

afterAll(() => api?.[Symbol.asyncDispose]())

interface AssetRisk {
  readonly asset: { readonly symbol: string }
  readonly risk: number
}

const ask = async (strategy: string, fields: string) =>
  (await api.data(`{ split(name: "${SPLIT.name}", strategy: "${strategy}") { ${fields} } }`)).split
const forecast = async (strategy: string, args: string): Promise<AssetRisk[]> =>
  (await ask(strategy, `riskForecast(${args}) { asset { symbol } risk }`)).riskForecast

describe('the risk of each asset', () => {
  it.each([DATE, MARKET.nextDate])(
    'of a predictor on %s is the predicted risk, largest first',
    async (date) => {
      const day = PREDICTED.days.find((one) => one.date === date)
      const expected = Array.from(day?.columns ?? [], (column, i) => ({
        symbol: MARKET.assets[column],
        risk: day?.predictions?.risk[i] ?? Number.NaN,
      })).sort((a, b) => b.risk - a.risk)
      const rows = await forecast('ridge', `date: "${date}"`)
      expect(rows.length).toBeGreaterThan(5)
      expect(
        rows.map(({ asset, risk }) => ({ symbol: asset.symbol, risk: Math.fround(risk) })),
      ).toEqual(expected)
      expect(await forecast('ridge', `date: "${date}", top: 2`)).toEqual(rows.slice(0, 2))
    },
  )

  it('of a strategy with residuals is their volatility of one date', async () => {
    const rows = await forecast('pca-ou', `date: "${DATE}"`)
    const { residualVolatility } = await ask(
      'pca-ou',
      `residualVolatility(date: "${DATE}") { asset { symbol } value }`,
    )
    const annual = new Map<string, number>(
      residualVolatility.map(({ asset, value }: { asset: AssetRisk['asset']; value: number }) => [
        asset.symbol,
        value,
      ]),
    )
    expect(rows).toHaveLength(annual.size)
    for (const { asset, risk } of rows) {
      expect(risk * Math.sqrt(252)).toBeCloseTo(annual.get(asset.symbol) ?? Number.NaN, 12)
    }
  })

  it.each(['ridge', 'pca-ou'])(
    'of %s comes by column in the order of the symbols',
    async (name) => {
      const { riskVector } = await ask(
        name,
        `riskVector(date: "${DATE}") { date assets risk version }`,
      )
      const rows = await forecast(name, `date: "${DATE}"`)
      const bySymbol = rows.toSorted((a, b) => (a.asset.symbol < b.asset.symbol ? -1 : 1))
      expect(riskVector).toMatchObject({
        date: DATE,
        assets: bySymbol.map(({ asset }) => asset.symbol),
        risk: bySymbol.map(({ risk }) => risk),
      })
      expect(riskVector.version).toBeGreaterThan(0)
    },
  )

  it.each(['riskForecast', 'riskVector'])(
    'is an error of %s where a strategy has neither predictions nor residuals',
    async (field) => {
      const query = `{ split(name: "${SPLIT.name}", strategy: "equal-weight") {
        ${field}(date: "${DATE}") { risk } } }`
      expect(await api.error(query)).toMatch(
        /BAD_USER_INPUT: strategy: equal-weight has neither predictions nor residuals/,
      )
    },
  )

  it('of a date that is not one of the split is an error', async () => {
    const query = `{ split(name: "${SPLIT.name}", strategy: "ridge") {
      riskForecast(date: "2020-01-18") { risk } } }`
    expect(await api.error(query)).toMatch(/date: 2020-01-18 is not a trading date/)
  })
})

describe('the bulk file of risk', () => {
  it.each(EXPORT_FORMATS)('as %s holds what the API serves, the next date too', async (format) => {
    const { statusCode, rawPayload } = await api.app.inject(
      `/export/latest/${SPLIT.name}/risk.${format}?strategy=ridge&from=${DATE}`,
    )
    expect(statusCode).toBe(200)
    const { columns, rows } = await readBulk(format, rawPayload)
    expect(columns).toEqual(['date', 'asset', 'risk'])
    const dates = PREDICTED.days.map(({ date }) => date).filter((date) => date >= DATE)
    const served = await Promise.all(
      dates.map(async (date) => {
        const day = await forecast('ridge', `date: "${date}"`)
        return day.map(({ asset, risk }) => [date, asset.symbol, Math.fround(risk)].join())
      }),
    )
    const comparable = rows.map(([date, asset, risk]) =>
      [date, asset, Math.fround(Number(risk))].join(),
    )
    expect(dates.at(-1)).toBe(MARKET.nextDate)
    expect(comparable.sort()).toEqual(served.flat().sort())
  })

  it('is not offered of a strategy without predictions', async () => {
    const { statusCode, body } = await api.app.inject(
      '/export/latest/all/risk.csv?strategy=equal-weight',
    )
    expect([statusCode, body]).toEqual([400, expect.stringContaining('has no predictions')])
  })
})
