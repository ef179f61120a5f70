import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rankCorrelation } from '../../src/accounts/prediction-day.js'
import { type CodebookMeasures, codebookMeasures } from '../../src/codebook/codebook-measures.js'
import { EXPORT_FORMATS } from '../../src/export/request.js'
import type { CodebookModule, DayResult } from '../../src/results.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { readBulk } from '../_util/read-bulk.js'
import { booksAlone, sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** A live split of a strategy with codebooks that the catalogue does not have. */
const MARKET = sampleMarket({ from: '2019-12-02', dateCount: 120, assetCount: 17 })
const SPLIT = sampleSplit({ live: true })
const RESULT = booksAlone(sampleSplitResult(MARKET, SPLIT, { predicts: true, codeCount: 6 }))
const DATES = RESULT.days.map(({ date }) => date)
const MODULES = ['TIME_SERIES', 'CROSS_SECTION'] as const

let api: TestApi
let runId: string

async function publish(strategy: string, result = RESULT): Promise<string> {
  const run = await sampleRun(api.database, MARKET, [SPLIT], { strategy })
  await publishSplit(api.database.pool, { runId: run.runId, result })
  await setRunStatus(api.database.db, run.runId, 'done')
  return run.runId
}

beforeAll(async () => {
  api = await createTestApi()
  runId = await publish('of-a-test')
  await publish('reversal-5', booksAlone(sampleSplitResult(MARKET, SPLIT)))
})

afterAll(() => api?.[Symbol.asyncDispose]())

const ask = async (fields: string) =>
  (await api.data(`{ split(name: "${SPLIT.name}", run: "${runId}") { ${fields} } }`)).split

/** A day's codes over the asset axis, or its one. */
function codesOf({ columns, codes }: DayResult, module: CodebookModule): Float32Array {
  if (module === 'CROSS_SECTION') return codes?.crossSection ?? new Float32Array(0)
  const onAxis = new Float32Array(MARKET.assets.length).fill(Number.NaN)
  columns.forEach((column, i) => {
    onAxis[column] = codes?.timeSeries?.[i] ?? Number.NaN
  })
  return onAxis
}

function rankICOf({ columns, predictions, realised, date }: DayResult): number {
  const market = MARKET.market[MARKET.dates.indexOf(date)] ?? Number.NaN
  if (!predictions || !realised) return Number.NaN
  const places = [...columns.keys()].filter((i) => !Number.isNaN(realised.returns[i]))
  const means = places.map((i) => predictions.mean[i] ?? Number.NaN)
  const outcomes = places.map((i) => (realised.returns[i] ?? Number.NaN) - market)
  return rankCorrelation(means, outcomes) ?? Number.NaN
}

/** The codebook as it is measured from the result, without the store. */
function expectedOf(module: CodebookModule): CodebookMeasures {
  const trained = RESULT.codebooks?.find((one) => one.module === module)
  if (!trained) throw new Error(`no ${module}`)
  return codebookMeasures({
    ...trained,
    dates: DATES,
    codes: RESULT.days.map((day) => codesOf(day, module)),
    outcomes: {
      market: DATES.map((date) => MARKET.market[MARKET.dates.indexOf(date)] ?? Number.NaN),
      rankIC: RESULT.days.map(rankICOf),
    },
  })
}

const CODE = `code usageTrain usageTest firstDate lastDate rankIC rankICStandardError rankICDays
  marketReturnOwnDay marketSizeOwnDay marketReturnNextDay marketSizeNextDay`
const CODEBOOK = `module size used perplexityTrain perplexityTest persistence marketShareOwnDay
  marketShareNextDay marketSizeShareOwnDay marketSizeShareNextDay codes { ${CODE} }`

const close = (values: object) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isInteger(value) ? expect.closeTo(value, 8) : value,
    ]),
  )

describe('a codebook', () => {
  it.each(MODULES)('%s is measured over the dates of the split', async (module) => {
    const { codebook } = await ask(`codebook(module: ${module}) { ${CODEBOOK} }`)
    const { codes, ...expected } = expectedOf(module)
    const { codes: served, ...rest } = codebook
    expect(rest).toEqual(close(expected))
    expect(served).toEqual(codes.map(({ carriers: _, ...code }) => close(code)))
    expect(served.some(({ rankIC }: { rankIC: number | null }) => rankIC !== null)).toBe(true)
    expect(served.at(-1)).toMatchObject({ usageTest: 0, firstDate: null, rankIC: null })
  })

  it('lists the assets and sectors of each code, or none of a code of dates', async () => {
    const { codebook, all } = await ask(
      `codebook(module: TIME_SERIES) { codes { usageTest nearest { asset { symbol } count } sectors { sector share } } }
       all: codebook(module: TIME_SERIES) { codes { usageTest nearest(top: 99) { count } } }`,
    )
    const { codes } = expectedOf('TIME_SERIES')
    for (const [k, { nearest, sectors, usageTest }] of codebook.codes.entries()) {
      const carriers = codes[k]?.carriers ?? []
      expect(nearest).toEqual(
        carriers
          .slice(0, 5)
          .map(({ position, count }) => ({ asset: { symbol: MARKET.assets[position] }, count })),
      )
      const count = (rows: { count: number }[]) => rows.reduce((sum, row) => sum + row.count, 0)
      expect(count(all.codes[k].nearest)).toBe(usageTest)
      const shares = sectors.map(({ share }: { share: number }) => share)
      expect(shares).toEqual([...shares].sort((a, b) => b - a))
      if (usageTest === 0) continue
      expect(shares.reduce((sum: number, share: number) => sum + share, 0)).toBeCloseTo(1, 12)
      expect(['Energy', 'Utilities']).toContain(sectors[0].sector)
    }
    const none = await ask(
      'codebook(module: CROSS_SECTION) { codes { nearest { count } sectors { share } } }',
    )
    for (const code of none.codebook.codes) expect(code).toEqual({ nearest: [], sectors: [] })
  })

  it('is read in a few statements, whatever is asked of it', async () => {
    const all = `{ split(name: "${SPLIT.name}", run: "${runId}") {
      ${MODULES.map((module) => `${module}: codebook(module: ${module}) { ${CODEBOOK} } ${module}Codes: codes(module: ${module}) { code asset { symbol } }`).join('\n')} } }`
    expect(await api.statementsOf(() => api.data(all))).toBeLessThanOrEqual(14)
  })
})

describe('the codes of dates', () => {
  it('are those that were decided, the next date included', async () => {
    const { codes } = await ask('codes(module: CROSS_SECTION) { date code asset { symbol } }')
    expect(codes).toEqual(
      RESULT.days.map((day) => ({
        date: day.date,
        code: codesOf(day, 'CROSS_SECTION')[0],
        asset: null,
      })),
    )
    expect(codes.at(-1).date).toBe(MARKET.nextDate)
  })

  it('are those of each asset that has one, in a range', async () => {
    const [from, to] = [DATES[3], DATES[5]]
    const { codes } = await ask(
      `codes(module: TIME_SERIES, from: "${from}", to: "${to}") { date code asset { symbol } }`,
    )
    const expected = RESULT.days
      .slice(3, 6)
      .flatMap((day) =>
        [...codesOf(day, 'TIME_SERIES').entries()]
          .filter(([, code]) => !Number.isNaN(code))
          .map(([i, code]) => ({ date: day.date, code, asset: { symbol: MARKET.assets[i] } })),
      )
    expect(codes).toEqual(expected)
    expect(codes.length).toBeLessThan(3 * MARKET.assets.length) // the third asset has none every fifth date
  })
})

describe('a request for what is not there', () => {
  it.each(['codebook(module: TIME_SERIES) { size }', 'codes(module: CROSS_SECTION) { code }'])(
    'of a strategy without codebooks is an error: %s',
    async (field) => {
      const query = `{ split(name: "${SPLIT.name}", strategy: "reversal-5") { ${field} } }`
      expect(await api.error(query)).toBe('BAD_USER_INPUT: strategy: reversal-5 has no codebook')
    },
  )

  it('of a module that the split has no codebook of is an error', async () => {
    const alone = await publish('of-another-test', {
      ...RESULT,
      codebooks: RESULT.codebooks?.filter(({ module }) => module === 'CROSS_SECTION'),
      days: RESULT.days.map((day) => ({
        ...day,
        codes: { crossSection: day.codes?.crossSection },
      })),
    })
    for (const field of [
      'codebook(module: TIME_SERIES) { size }',
      'codes(module: TIME_SERIES) { code }',
    ]) {
      const query = `{ split(name: "${SPLIT.name}", run: "${alone}") { ${field} } }`
      expect(await api.error(query)).toBe(
        `BAD_USER_INPUT: module: ${SPLIT.name} has no TIME_SERIES codebook; it has CROSS_SECTION`,
      )
    }
    const { body } = await api.app.inject(`/export/${alone}/all/codes.csv`)
    expect(body.trim().split('\n')).toHaveLength(1 + DATES.length)
  })

  it('in a bulk file is an error', async () => {
    const { statusCode, body } = await api.app.inject(
      '/export/latest/all/codes.csv?strategy=reversal-5',
    )
    expect(statusCode).toBe(400)
    expect(body).toContain('codes: reversal-5 has no codebook')
  })
})

describe('the bulk file of codes', () => {
  const rowsOf = (day: DayResult) => [
    [day.date, 'CROSS_SECTION', null, codesOf(day, 'CROSS_SECTION')[0]],
    ...Array.from(codesOf(day, 'TIME_SERIES'), (code, i) => [
      day.date,
      'TIME_SERIES',
      MARKET.assets[i],
      code,
    ]).filter(([, , , code]) => !Number.isNaN(code)),
  ]

  it.each(EXPORT_FORMATS)('as %s holds every code', async (format) => {
    const { statusCode, rawPayload } = await api.app.inject(
      `/export/${runId}/${SPLIT.name}/codes.${format}`,
    )
    expect(statusCode).toBe(200)
    const { columns, rows } = await readBulk(format, rawPayload)
    expect(columns).toEqual(['date', 'module', 'asset', 'code'])
    const numbers = rows.map((cells) => cells.map((cell, c) => (c === 3 ? Number(cell) : cell)))
    expect(numbers).toEqual(RESULT.days.flatMap(rowsOf))
  })

  it('is cut by dates and assets, and extended since a version', async () => {
    const get = async (query: string) => {
      const { body } = await api.app.inject(`/export/${runId}/all/codes.csv?${query}`)
      return body.trim().split('\n').slice(1)
    }
    const day = RESULT.days[9] as DayResult
    const lines = await get(`date=${day.date}&assets=S003,S001`)
    const codes = codesOf(day, 'TIME_SERIES')
    expect(lines).toEqual(
      [1, 3].map((i) => [day.date, 'TIME_SERIES', MARKET.assets[i], codes[i]].join()),
    )
    const [first] = await get(`date=${day.date}`)
    expect(first).toBe(`${day.date},CROSS_SECTION,,${codesOf(day, 'CROSS_SECTION')[0]}`)
    expect(await get(`date=${MARKET.nextDate}`)).not.toEqual([])
    expect(await get('since=1')).toEqual([])
  })

  it('has one JSON object a line, the asset of a date null', async () => {
    const { body } = await api.app.inject(`/export/${runId}/all/codes.ndjson?date=${DATES[0]}`)
    const [line = ''] = body.split('\n')
    expect(JSON.parse(line)).toEqual({
      date: DATES[0],
      module: 'CROSS_SECTION',
      asset: null,
      code: RESULT.days[0]?.codes?.crossSection?.[0],
    })
  })
})
