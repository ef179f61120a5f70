import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXPORT_FORMATS, type ExportFormat } from '../../src/export/request.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { type SampleRun, sampleRun } from '../_util/published-run.js'
import { readBulk } from '../_util/read-bulk.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** Two test years and a live one over 320 weekdays, five assets, two factors. */
const MARKET = sampleMarket({ from: '2019-11-01', dateCount: 320 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31' }),
  sampleSplit({ from: '2021-01-01', to: '2021-12-31', live: true }),
]
const NAMES = SPLITS.map(({ name }) => name)
const LIVE = NAMES[2]

type Cells = readonly (string | number | null)[]

let api: TestApi
let run: SampleRun

beforeAll(async () => {
  api = await createTestApi()
  run = await sampleRun(api.database, MARKET, SPLITS)
  for (const split of SPLITS) {
    const result = sampleSplitResult(MARKET, split)
    await publishSplit(api.database.pool, { runId: run.runId, result })
  }
  await setRunStatus(api.database.db, run.runId, 'done')
})

afterAll(() => api?.[Symbol.asyncDispose]())

async function file(path: string): Promise<Buffer> {
  const { statusCode, rawPayload, body } = await api.app.inject(`/export/${path}`)
  if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${body}`)
  return rawPayload
}

const datesOf = (name: string) =>
  MARKET.dates.filter((date) => {
    const { test } = SPLITS[NAMES.indexOf(name)]
    return date >= test.from && date <= test.to
  })
const decidedDatesOf = (name: string) =>
  name === LIVE ? [...datesOf(name), MARKET.nextDate] : datesOf(name)

/** A field of every date of a split, as GraphQL answers it. */
async function byDate<T>(name: string, dates: readonly string[], field: (date: string) => string) {
  const answers: T[] = []
  for (const date of dates) {
    const data = await api.data(`{ split(name: "${name}") { at: ${field(date)} } }`)
    answers.push(data.split.at)
  }
  return answers
}

/** The expected content of the file, from GraphQL only; values as GraphQL prints them. */
const EXPECTED: Readonly<Record<string, (name: string) => Promise<Cells[]>>> = {
  async residuals(name) {
    const dates = datesOf(name)
    const days = await byDate<{ assets: string[]; values: number[] }>(
      name,
      dates,
      (date) => `residualVector(date: "${date}") { assets values }`,
    )
    return days.flatMap(({ assets, values }, t) => assets.map((a, i) => [dates[t], a, values[i]]))
  },
  async weights(name) {
    const dates = decidedDatesOf(name)
    const days = await byDate<{ asset: { symbol: string }; weight: number }[]>(
      name,
      dates,
      (date) => `weights(date: "${date}") { asset { symbol } weight }`,
    )
    return days.flatMap((day, t) => day.map((w) => [dates[t], w.asset.symbol, w.weight]))
  },
  async betas(name) {
    const dates = decidedDatesOf(name)
    const days = await byDate<{ asset: { symbol: string }; betas: number[] }[]>(
      name,
      dates,
      (date) => `betas(date: "${date}") { asset { symbol } betas }`,
    )
    return days.flatMap((day, t) =>
      day.flatMap(({ asset, betas }) => betas.map((beta, k) => [dates[t], asset.symbol, k, beta])),
    )
  },
  async 'factor-weights'(name) {
    const dates = decidedDatesOf(name)
    const rows: Cells[] = []
    for (const k of [0, 1]) {
      const days = await byDate<{ weights: { asset: { symbol: string }; weight: number }[] }>(
        name,
        dates,
        (date) => `factor(index: ${k}) { weights(date: "${date}") { asset { symbol } weight } }`,
      )
      rows.push(
        ...days.flatMap(({ weights }, t) =>
          weights.map((w) => [dates[t], w.asset.symbol, k, w.weight]),
        ),
      )
    }
    return rows
  },
  async 'factor-returns'(name) {
    const { split } = await api.data(
      `{ split(name: "${name}") { factors { index returns { dates values } } } }`,
    )
    return split.factors.flatMap(
      ({ index, returns }: { index: number; returns: { dates: string[]; values: number[] } }) =>
        returns.dates.map((date, t) => [date, index, returns.values[t]]),
    )
  },
  async pnl(name) {
    const fields = 'date gross cost net cumulativeNet turnover shortExposure hedgedNet'
    const { split } = await api.data(`{ split(name: "${name}") { pnl { ${fields} } } }`)
    return split.pnl.map((row: Record<string, number>) => fields.split(' ').map((f) => row[f]))
  },
  async orders(name) {
    const fields = 'currentWeight targetWeight trade price notional shares decidedAt for'
    const { split } = await api.data(
      `{ split(name: "${name}") { orders { asset { symbol } ${fields} } } }`,
    )
    return split.orders.map(({ asset, ...row }: { asset: { symbol: string } }) => [
      asset.symbol,
      ...fields.split(' ').map((f) => row[f as keyof typeof row]),
    ])
  },
}

const FLOAT32: Readonly<Record<string, readonly string[]>> = {
  pnl: [],
  orders: ['currentWeight', 'targetWeight'],
}

/** Rows in one order; float32 columns as stored by the format: digits in text, bits elsewhere. */
function comparable(
  kind: string,
  format: ExportFormat,
  columns: readonly string[],
  rows: readonly Cells[],
): string[] {
  const binary = format === 'arrow' || format === 'parquet'
  const rounded = new Set(binary ? (FLOAT32[kind] ?? ['value']) : [])
  return rows
    .map((row) =>
      row.map((cell, c) => (rounded.has(columns[c]) ? Math.fround(Number(cell)) : cell)).join(' '),
    )
    .sort()
}

describe('each table, read back from each format, equals the GraphQL answer', () => {
  for (const kind of Object.keys(EXPECTED)) {
    it(kind, async () => {
      const name = kind === 'orders' ? LIVE : NAMES[1]
      const splits = kind === 'residuals' || kind === 'weights' ? NAMES : [name]
      const expected = (await Promise.all(splits.map(EXPECTED[kind]))).flat()
      expect(expected.length).toBeGreaterThan(3)
      const split = splits.length > 1 ? 'all' : name
      for (const format of EXPORT_FORMATS) {
        const { columns, rows } = await readBulk(
          format,
          await file(`latest/${split}/${kind}.${format}`),
        )
        expect(comparable(kind, format, columns, rows)).toEqual(
          comparable(kind, format, columns, expected),
        )
      }
    })
  }
})

describe('the formats', () => {
  it('have their media types', async () => {
    const types = async (path: string, format: ExportFormat) =>
      (await readBulk(format, await file(`${path}.${format}`))).types
    const path = `latest/${NAMES[1]}/betas`
    expect(await types(path, 'arrow')).toEqual([
      'Date32<DAY>',
      'Dictionary<Int32, Utf8>',
      'Int16',
      'Float32',
    ])
    expect(await types(path, 'parquet')).toEqual(['DATE', 'VARCHAR', 'SMALLINT', 'FLOAT'])
    expect((await types(`latest/${LIVE}/orders`, 'parquet')).slice(-3)).toEqual([
      'DOUBLE',
      'DATE',
      'DATE',
    ])
  })

  it('print float32 values in the same digits as GraphQL, along dates and assets', async () => {
    const date = MARKET.dates[60]
    const { split } = await api.data(
      `{ split(name: "${NAMES[1]}") { residualVector(date: "${date}") { assets values } } }`,
    )
    const { assets, values } = split.residualVector
    const csv = (await file(`latest/${NAMES[1]}/residuals.csv?date=${date}`)).toString()
    expect(csv).toBe(
      `date,asset,value\n${assets.map((a: string, i: number) => `${date},${a},${values[i]}\n`).join('')}`,
    )
    const ndjson = (await file(`latest/${NAMES[1]}/residuals.ndjson?date=${date}`)).toString()
    expect(ndjson).toBe(
      assets
        .map((asset: string, i: number) => `${JSON.stringify({ date, asset, value: values[i] })}\n`)
        .join(''),
    )
  })

  it('write missing values as their readers expect them', async () => {
    const path = `latest/${NAMES[0]}/pnl`
    const [first] = (await file(`${path}.csv`)).toString().split('\n').slice(1)
    expect(first.endsWith(',')).toBe(true)
    const [line] = (await file(`${path}.ndjson`)).toString().split('\n')
    expect(JSON.parse(line).hedgedNet).toBeNull()
  })

  it('are valid files without a row', async () => {
    for (const format of EXPORT_FORMATS) {
      const bytes = await file(`latest/${NAMES[1]}/orders.${format}`)
      if (format === 'ndjson') expect(bytes.length).toBe(0)
      else expect((await readBulk(format, bytes)).rows).toEqual([])
    }
  })
})

describe('the content of a file', () => {
  const rowsOf = async (path: string) => (await readBulk('parquet', await file(path))).rows
  const datesIn = async (path: string) => [
    ...new Set((await rowsOf(path)).map(([date]) => String(date))),
  ]

  it('is every published split for `all`, and the next date for decided books', async () => {
    expect(await datesIn('latest/all/residuals.parquet')).toEqual(MARKET.dates)
    for (const kind of ['weights', 'betas', 'factor-weights']) {
      expect(await datesIn(`latest/all/${kind}.parquet`)).toEqual([
        ...MARKET.dates,
        MARKET.nextDate,
      ])
    }
    expect(await datesIn('latest/all/pnl.parquet')).toEqual(MARKET.dates)
  })

  it('is filtered by dates and assets', async () => {
    const [from, to] = [MARKET.dates[50], MARKET.dates[90]]
    expect(await datesIn(`latest/all/weights.parquet?from=${from}&to=${to}`)).toEqual(
      MARKET.dates.slice(50, 91),
    )
    expect(await datesIn(`latest/all/betas.parquet?date=${MARKET.nextDate}`)).toEqual([
      MARKET.nextDate,
    ])
    const rows = await rowsOf('latest/all/betas.parquet?assets=S003,S001')
    expect(new Set(rows.map(([, asset]) => asset))).toEqual(new Set(['S001', 'S003']))
    const orders = await rowsOf('latest/all/orders.parquet?assets=S001&capital=1000000&lot=10')
    expect(orders.map(([asset]) => asset)).toEqual(['S001'])
    expect(Math.abs(Number(orders[0][6])) % 10).toBe(0)
    expect(Number(orders[0][5])).toBeCloseTo(1e6 * Number(orders[0][3]), 6)
  })

  it('has cumulative PnL that starts at the range, as in GraphQL', async () => {
    const from = MARKET.dates[60]
    const { split } = await api.data(
      `{ split(name: "${NAMES[1]}") { pnl(from: "${from}") { cumulativeNet hedgedNet } } }`,
    )
    const rows = await rowsOf(`latest/${NAMES[1]}/pnl.parquet?from=${from}`)
    const expected: { cumulativeNet: number; hedgedNet: number | null }[] = split.pnl
    expect(rows.map((row) => [row[4], row[7]])).toEqual(
      expected.map(({ cumulativeNet, hedgedNet }) => [cumulativeNet, hedgedNet]),
    )
  })

  it('is that of the named run', async () => {
    const named = await file(`${run.runId}/all/pnl.csv`)
    expect(named.equals(await file('latest/all/pnl.csv'))).toBe(true)
    expect(named.equals(await file(`${run.runId.toUpperCase()}/all/pnl.csv`))).toBe(true)
  })
})
