import { describe, expect, it } from 'vitest'
import type { DayResult, DecidedFactors, SplitResult } from '../../src/results.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { ensureSplits, failSplit } from '../../src/store/publish/splits.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { splitsAsOf } from '../../src/store/read/splits-as-of.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { type SampleRun, sampleRun } from '../_util/published-run.js'
import {
  factorsOf,
  realisedFactorsOf,
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

// 24 weekdays from 2019-12-16: 12 in 2019, 12 in 2020.
const market = sampleMarket()
const first = sampleSplit({ from: '2019-01-01', to: '2019-12-31' })
const second = sampleSplit({ from: '2020-01-01', to: '2020-12-31' })
const firstResult = sampleSplitResult(market, first)
const secondResult = sampleSplitResult(market, second)

describe('publishing a split', () => {
  it('stores the values of the result by position on the axis', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    expect(await publishSplit(database.pool, { runId, result: firstResult })).toEqual({
      version: 1,
      changed: true,
      moved: null,
      warnings: [],
    })
    const [[split]] = await splitsOfRuns(database.db, [runId])
    expect(split).toMatchObject({
      name: 'test_2018_2019',
      status: 'published',
      assetCount: 5,
      factorCount: 2,
      seed: 1,
      bookSeeds: [1, 2],
      engine: 'cpu',
      current: { version: 1, scoredTo: '2019-12-31', nextDate: null },
    })
    const day = firstResult.days[6]
    const residuals = await rowOn(database, 'residual_day', day.date)
    expect(residuals).toEqual(
      [0, 1, 2, 3, 4].map((i) => float32OrNull(realisedFactorsOf(day).residuals[i])),
    )
    expect(residuals[1]).toBeNull() // no return that day
    const early = firstResult.days[0]
    expect(await rowOn(database, 'asset_weight_day', early.date)).toEqual(
      Array.from(early.book, float32OrNull), // the fifth asset enters later: a short array
    )
    const { rows } = await database.pool.query(
      'select factor, v from beta_day where date = $1 order by factor',
      [day.date],
    )
    expect(rows.map(({ v }) => v)).toEqual([
      Array.from(factorsOf(day).betas.subarray(0, 5), float32OrNull),
      Array.from(factorsOf(day).betas.subarray(5, 10), float32OrNull),
    ])
    const epochs = await database.pool.query('select * from training_epoch order by seed, epoch')
    expect(epochs.rows.map(({ seed, epoch, best }) => [seed, epoch, best])).toEqual([
      [1, 1, false],
      [1, 2, true],
      [2, 1, false],
      [2, 2, true],
    ])
    expect(epochs.rows[0].effective_factors).toBeNull()
  })

  it('accounts each date from the previous book, starting flat', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    await publishSplit(database.pool, { runId, result: firstResult })
    const rows = await pnlOf(database, runId, first.name)
    expect(rows.map(({ date }) => date)).toEqual(firstResult.days.map(({ date }) => date))
    rows.forEach((row, d) => {
      const day = firstResult.days[d]
      const before = d > 0 ? bookOf(firstResult.days[d - 1]) : new Map<number, number>()
      expect(row.gross).toBeCloseTo(grossOf(day), 12)
      expect(row.turnover).toBeCloseTo(turnoverOf(bookOf(day), before), 12)
    })
    expect(rows[0].turnover).toBeCloseTo(1, 6)
    expect(rows[3].short_exposure).toBeGreaterThan(0)
  })

  it('of books scaled to a volatility: accounts as they are held, none above the limit', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    const scaled = (size: number) => ({
      ...firstResult,
      grossExposureLimit: 2,
      days: firstResult.days.map((day, d) => ({
        ...day,
        book: day.book.map((weight) => (d % 2 === 0 ? size : 0.25) * weight),
      })),
    })
    await expect(publishSplit(database.pool, { runId, result: scaled(2.01) })).rejects.toThrow(
      /asset weights of 2019-12-16 sum to 2\.0.* in size, not to at most 2/,
    )
    const result = scaled(2)
    await publishSplit(database.pool, { runId, result })
    const rows = await pnlOf(database, runId, first.name)
    rows.forEach((row, d) => {
      const before = d > 0 ? bookOf(result.days[d - 1]) : new Map<number, number>()
      expect(row.gross).toBeCloseTo(grossOf(result.days[d]), 6)
      expect(row.turnover).toBeCloseTo(turnoverOf(bookOf(result.days[d]), before), 6)
    })
    expect(rows[0].turnover).toBeCloseTo(2, 6)
  })

  it('twice makes one version', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    await publishSplit(database.pool, { runId, result: firstResult })
    const before = await tableCounts(database)
    expect(await publishSplit(database.pool, { runId, result: firstResult })).toEqual({
      version: 1,
      changed: false,
      moved: null,
      warnings: [],
    })
    expect(await tableCounts(database)).toEqual(before)
  })

  it('concurrently from several connections makes one version', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => publishSplit(database.pool, { runId, result: firstResult })),
    )
    expect(outcomes.map(({ changed }) => changed).sort()).toEqual([false, false, true])
    expect((await tableCounts(database)).split_version).toBe(1)
  })

  it('again with other values replaces the split, and the old version stays readable', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    await publishSplit(database.pool, { runId, result: firstResult })
    const [[old]] = await splitsOfRuns(database.db, [runId])
    const other = sampleSplitResult(market, first, { salt: 5 })
    expect(await publishSplit(database.pool, { runId, result: other })).toMatchObject({
      version: 2,
    })
    const [[split]] = await splitsOfRuns(database.db, [runId])
    expect(split.current?.contentId).not.toBe(old.current?.contentId)
    const [then] = await splitsAsOf(database.db, old.current?.publishedAt as Date, [split.id])
    expect(then?.current).toEqual(old.current)
    const [never] = await splitsAsOf(database.db, new Date(0), [split.id])
    expect(never).toBeNull()
  })

  it.each([
    [1, []],
    [2, [expect.stringMatching(/^no book is held on 2 of 12 dates: /)]],
  ])('warns where %i of 12 dates have no book', async (flat, warnings) => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    const days = firstResult.days.map((day, t) =>
      t < flat ? { ...day, book: day.book.map(() => 0) } : day,
    )
    const published = await publishSplit(database.pool, { runId, result: { ...firstResult, days } })
    expect(published.warnings).toEqual(warnings)
    const [[split]] = await splitsOfRuns(database.db, [runId])
    expect(split.current?.warnings).toEqual(warnings)
  })

  it('notifies listeners of the new version', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    const received: unknown[] = []
    const listener = await database.pool.connect()
    listener.on('notification', ({ payload }) => received.push(JSON.parse(payload ?? '')))
    await listener.query('listen published')
    await publishSplit(database.pool, { runId, result: firstResult })
    await listener.query('unlisten published')
    listener.release()
    expect(received).toEqual([
      { version: 1, strategy: 'attention-longconv', split: first.name, date: '2019-12-31' },
    ])
  })
})

describe('the books between splits', () => {
  it('are carried across the boundary', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first, second])
    await publishSplit(database.pool, { runId, result: firstResult })
    await publishSplit(database.pool, { runId, result: secondResult })
    const [opening] = await pnlOf(database, runId, second.name)
    expect(opening.turnover).toBeCloseTo(carriedTurnover(firstResult, secondResult), 12)
  })

  it('are accounted again when the previous split is published later, under one new data version', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first, second])
    await publishSplit(database.pool, { runId, result: secondResult })
    const before = await pnlOf(database, runId, second.name)
    expect(before[0].turnover).toBeCloseTo(1, 6)
    await publishSplit(database.pool, { runId, result: firstResult })
    const after = await pnlOf(database, runId, second.name)
    expect(after[0].turnover).toBeCloseTo(carriedTurnover(firstResult, secondResult), 12)
    expect(after[0]).toMatchObject({ gross: before[0].gross })
    expect(after.slice(1)).toEqual(before.slice(1))
    const [[a, b]] = await splitsOfRuns(database.db, [runId])
    expect([a.current?.version, b.current?.version]).toEqual([2, 2])
    const { rows } = await database.pool.query(
      'select count(distinct content_id) as contents, count(*) as versions from split_version',
    )
    expect(rows).toEqual([{ contents: 2, versions: 3 }]) // the arrays are shared
  })

  it('open from flat after a failed split', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first, second])
    await failSplit(database.db, runId, first.name, 'the loss became NaN')
    await publishSplit(database.pool, { runId, result: secondResult })
    const [opening] = await pnlOf(database, runId, second.name)
    expect(opening.turnover).toBeCloseTo(1, 6)
    const [[failed]] = await splitsOfRuns(database.db, [runId])
    expect(failed).toMatchObject({
      status: 'failed',
      failure: 'the loss became NaN',
      current: null,
    })
  })

  it('open from flat where trading dates lie between two splits', async () => {
    await using database = await createTestDatabase()
    const january = sampleSplit({ from: '2020-01-08', to: '2020-12-31' })
    const { runId } = await sampleRun(database, market, [first, january])
    await publishSplit(database.pool, { runId, result: firstResult })
    await publishSplit(database.pool, { runId, result: sampleSplitResult(market, january) })
    const [opening] = await pnlOf(database, runId, january.name)
    expect(opening.turnover).toBeCloseTo(1, 6)
  })
})

describe('a live split', () => {
  const live = { ...second, live: true }
  const today = sampleMarket({ dateCount: 16 })
  const tomorrow = sampleMarket({ dateCount: 17 })

  it('holds orders from the last book to the next, priced at the last close', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, today, [first, live])
    const result = sampleSplitResult(today, live)
    await publishSplit(database.pool, { runId, result })
    const [, [split]] = [0, (await splitsOfRuns(database.db, [runId]))[0].slice(-1)]
    expect(split.current).toMatchObject({ scoredTo: '2020-01-06', nextDate: '2020-01-07' })
    const orders = await ordersOf(database, runId, live.name)
    const [last, next] = result.days.slice(-2).map(bookOf)
    for (const { position, current_weight, target_weight, price } of orders) {
      expect(current_weight).toBeCloseTo(last.get(position) ?? 0, 6)
      expect(target_weight).toBeCloseTo(next.get(position) ?? 0, 6)
      expect(price).toBe(10 * (position + 1))
    }
    expect(orders.length).toBe(new Set([...last.keys(), ...next.keys()]).size)
  })

  it('extends by new dates: stored arrays and rows are shared by the new version', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, today, [first, live])
    await publishSplit(database.pool, { runId, result: sampleSplitResult(today, live) })
    const before = await pnlOf(database, runId, live.name)
    const [[, old]] = await splitsOfRuns(database.db, [runId])

    await extendTo(database, runId, tomorrow, live)
    await publishSplit(database.pool, { runId, result: sampleSplitResult(tomorrow, live) })
    const [[, split]] = await splitsOfRuns(database.db, [runId])
    expect(split.current).toMatchObject({ scoredTo: '2020-01-07', nextDate: '2020-01-08' })
    expect(split.current?.contentId).toBe(old.current?.contentId)
    const after = await pnlOf(database, runId, live.name)
    expect(after.slice(0, -1)).toEqual(before)
    // Equal to a publication in one step.
    await using fresh = await createTestDatabase()
    const again = await sampleRun(fresh, tomorrow, [first, live])
    await publishSplit(fresh.pool, {
      runId: again.runId,
      result: sampleSplitResult(tomorrow, live),
    })
    expect(after).toEqual(await pnlOf(fresh, again.runId, live.name))
    expect(await ordersOf(database, runId, live.name)).toEqual(
      await ordersOf(fresh, again.runId, live.name),
    )
    for (const table of ['residual_day', 'asset_weight_day', 'factor_weight_day', 'scored_day']) {
      const rows = `select * from (select row_to_json(t)::jsonb - 'content_id' as row from ${table} t) r order by 1`
      expect((await database.pool.query(rows)).rows).toEqual((await fresh.pool.query(rows)).rows)
    }
  })

  it('also extends by a result of the new dates only', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, today, [first, live])
    await publishSplit(database.pool, { runId, result: sampleSplitResult(today, live) })
    await extendTo(database, runId, tomorrow, live)
    const whole = sampleSplitResult(tomorrow, live)
    const part = { ...whole, days: whole.days.slice(-2) }
    await publishSplit(database.pool, { runId, result: part })
    const rows = await pnlOf(database, runId, live.name)
    expect(rows.map(({ date }) => date)).toEqual(whole.days.slice(0, -1).map(({ date }) => date))
    const last = rows[rows.length - 1]
    const [before, day] = whole.days.slice(-3, -1).map(bookOf)
    expect(last.turnover).toBeCloseTo(turnoverOf(day, before), 12)
    const gap = { ...whole, days: whole.days.slice(-1) }
    expect(await publishSplit(database.pool, { runId, result: gap })).toMatchObject({
      changed: false,
    })
  })

  it('never changes decided books afterwards', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, today, [first, live])
    await publishSplit(database.pool, { runId, result: sampleSplitResult(today, live) })
    await extendTo(database, runId, tomorrow, live)
    const other = sampleSplitResult(tomorrow, live, { salt: 3 })
    const honest = sampleSplitResult(tomorrow, live)
    const mixed = { ...honest, days: [...honest.days.slice(0, 4), ...other.days.slice(4)] }
    const before = await tableCounts(database)
    await expect(publishSplit(database.pool, { runId, result: mixed })).rejects.toThrow(
      /2020-01-07 differs from version 1/,
    )
    expect(await tableCounts(database)).toEqual(before)
  })

  it('a late older result removes nothing', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, today, [first, live])
    await extendTo(database, runId, tomorrow, live)
    await publishSplit(database.pool, { runId, result: sampleSplitResult(tomorrow, live) })
    const late = await publishSplit(database.pool, {
      runId,
      result: sampleSplitResult(today, live),
    })
    expect(late).toEqual({ version: 1, changed: false, moved: null, warnings: [] })
  })

  it('without a scored date has orders from the previous split, whenever that is published', async () => {
    await using database = await createTestDatabase()
    const closing = sampleMarket({ dateCount: 12 })
    const { runId } = await sampleRun(database, closing, [first, live])
    await publishSplit(database.pool, { runId, result: sampleSplitResult(closing, live) })
    const flat = await ordersOf(database, runId, live.name)
    expect(flat.every(({ current_weight }) => current_weight === 0)).toBe(true)
    await publishSplit(database.pool, { runId, result: sampleSplitResult(closing, first) })
    const carried = await ordersOf(database, runId, live.name)
    const last = bookOf(sampleSplitResult(closing, first).days[11])
    for (const { position, current_weight, price } of carried) {
      expect(current_weight).toBeCloseTo(last.get(position) ?? 0, 6)
      expect(price).toBe(10 * (position + 1))
    }
    const [[, split]] = await splitsOfRuns(database.db, [runId])
    expect(split.current).toMatchObject({ version: 2, scoredTo: null, nextDate: '2020-01-01' })
  })
})

describe('a restatement', () => {
  it('lets a split be replaced, and refuses results computed on the older data', async () => {
    await using database = await createTestDatabase()
    const { runId, datasetVersionId } = await sampleRun(database, market, [first])
    await publishSplit(database.pool, { runId, result: firstResult })
    const restated = sampleRegistration(market, { hash: 'restated', restatedFrom: market.dates[0] })
    const { versionId } = await registerDataset(database.pool, restated)
    await expect(
      publishSplit(database.pool, { runId, datasetVersionId, result: firstResult }),
    ).rejects.toThrow(/restated since/)
    // An unchanged result is confirmed for the new data, without a new version.
    expect(
      await publishSplit(database.pool, {
        runId,
        datasetVersionId: versionId,
        result: firstResult,
      }),
    ).toEqual({ version: 1, changed: false, moved: null, warnings: [] })
    const [[split]] = await splitsOfRuns(database.db, [runId])
    expect(split.current?.datasetVersionId).toBe(versionId)
  })
})

describe('invalid results are not published', () => {
  const cases: [string, (day: DayResult) => DayResult, RegExp][] = [
    [
      'a NaN factor weight',
      (d) => withFactors(d, { weights: set(factorsOf(d).weights, Number.NaN) }),
      /factor weight NaN of S000 .*2019-12-16/,
    ],
    [
      'an infinite beta',
      (d) => withFactors(d, { betas: set(factorsOf(d).betas, Number.POSITIVE_INFINITY) }),
      /beta Infinity of S000/,
    ],
    [
      'a NaN asset weight',
      (d) => ({ ...d, book: set(d.book, Number.NaN) }),
      /asset weight NaN of S000/,
    ],
    [
      'a book that is not normalised',
      (d) => ({ ...d, book: set(d.book, 0.9) }),
      /asset weights of 2019-12-16/,
    ],
    ['an unknown asset', (d) => ({ ...d, columns: Int32Array.of(0, 1, 2, 9) }), /column 9/],
    ['a date outside the test range', (d) => ({ ...d, date: '2018-12-31' }), /outside 2019-01-01/],
    ['a date out of order', (d) => ({ ...d, date: '2019-12-30' }), /does not follow/],
    [
      'a date that is no trading date',
      (d) => ({ ...d, date: '2019-12-15' }),
      /2019-12-15 .* 2019-12-16/,
    ],
    ['a date without returns', (d) => ({ ...d, realised: null }), /has no returns/],
    ['a residual without a return', (d) => withoutReturn(d), /S000 has return NaN and residual/],
    [
      'too few betas',
      (d) => withFactors(d, { betas: factorsOf(d).betas.subarray(1) }),
      /7 betas instead of 8/,
    ],
    ['a date without factors', ({ factors, ...d }) => d, /2019-12-16 has no factor weights/],
    [
      'an infinite factor return',
      (d) => withFactorReturn(d),
      /factor return -Infinity of factor 1 on/,
    ],
    [
      'a NaN predicted mean',
      (d) => predicting(d, Number.NaN, 1),
      /predicted mean NaN of S000 on 2019-12-16/,
    ],
    ['a predicted risk of 0', (d) => predicting(d, 0, 0), /predicted risk 0 of S000 on 2019-12-16/],
    [
      'predictions on one date only',
      (d) => predicting(d, 0, 1),
      /2019-12-17 has no predicted means/,
    ],
  ]
  it.each(cases)('%s', async (_, spoil, message) => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    const [day, ...rest] = firstResult.days
    const result = { ...firstResult, days: [spoil(day), ...rest] }
    await expect(publishSplit(database.pool, { runId, result })).rejects.toThrow(message)
    expect((await tableCounts(database)).split_version).toBe(0)
  })

  it('a symbol that is not in the dataset', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    const result = { ...firstResult, assets: ['S000', 'S001', 'XXX', 'S003', 'S004'] }
    await expect(publishSplit(database.pool, { runId, result })).rejects.toThrow(/no asset XXX/)
  })
})

async function extendTo(
  { db, pool }: TestDatabase,
  runId: string,
  to: ReturnType<typeof sampleMarket>,
  split: SplitResult['split'],
): Promise<void> {
  const { versionId } = await registerDataset(pool, sampleRegistration(to))
  await ensureSplits(db, { runId, datasetVersionId: versionId, seeds: [1, 2], splits: [split] })
}

function set(values: Float32Array, value: number): Float32Array {
  return Float32Array.from(values).fill(value, 0, 1)
}

function withFactors(day: DayResult, changed: Partial<DecidedFactors>): DayResult {
  return { ...day, factors: { ...factorsOf(day), ...changed } }
}

function withFactorReturn(day: DayResult): DayResult {
  const realised = day.realised as NonNullable<DayResult['realised']>
  const returns = Float32Array.of(0, Number.NEGATIVE_INFINITY)
  return { ...day, realised: { ...realised, factors: { ...realised.factors, returns } } }
}

/** The day with a prediction for each asset: these for the first one. */
function predicting(day: DayResult, mean: number, risk: number): DayResult {
  const ordinary = new Float32Array(day.columns.length).fill(1)
  return { ...day, predictions: { mean: set(ordinary, mean), risk: set(ordinary, risk) } }
}

function withoutReturn(day: DayResult): DayResult {
  const realised = day.realised as NonNullable<DayResult['realised']>
  const returns = Float64Array.from(realised.returns)
  returns[0] = Number.NaN
  return { ...day, realised: { ...realised, returns } }
}

/** Positions and weights; in the sample market an asset's column is its position. */
function bookOf({ columns, book }: DayResult): Map<number, number> {
  const held = Array.from(columns, (i, j) => [i, book[j]] as const)
  return new Map(held.filter(([, weight]) => weight !== 0))
}

function turnoverOf(to: Map<number, number>, from: Map<number, number>): number {
  const assets = new Set([...to.keys(), ...from.keys()])
  return [...assets].reduce((s, i) => s + Math.abs((to.get(i) ?? 0) - (from.get(i) ?? 0)), 0)
}

function carriedTurnover(from: SplitResult, to: SplitResult): number {
  return turnoverOf(bookOf(to.days[0]), bookOf(from.days[from.days.length - 1]))
}

function grossOf({ book, realised }: DayResult): number {
  return book.reduce((sum, w, j) => {
    const r = realised?.returns[j] ?? 0
    return sum + (Number.isNaN(r) ? 0 : w * r)
  }, 0)
}

/** The shortest digits of a float32, as Postgres writes them. */
function float32OrNull(value: number): number | null {
  if (Number.isNaN(value)) return null
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}

async function rowOn({ pool }: TestDatabase, table: string, date: string) {
  const { rows } = await pool.query(`select v from ${table} where date = $1`, [date])
  return rows[0].v as (number | null)[]
}

async function pnlOf({ pool }: TestDatabase, runId: SampleRun['runId'], name: string) {
  const { rows } = await pool.query(
    `select date, gross, turnover, short_exposure from pnl_day
     join split on split.current_version_id = split_version_id
     where run_id = $1 and name = $2 order by date`,
    [runId, name],
  )
  return rows as { date: string; gross: number; turnover: number; short_exposure: number }[]
}

async function ordersOf({ pool }: TestDatabase, runId: string, name: string) {
  const { rows } = await pool.query(
    `select asset.position, current_weight, target_weight, price from order_day
     join asset on asset.id = asset_id join split on split.current_version_id = split_version_id
     where run_id = $1 and split.name = $2 order by position`,
    [runId, name],
  )
  return rows as {
    position: number
    current_weight: number
    target_weight: number
    price: number | null
  }[]
}

async function tableCounts({ pool }: TestDatabase): Promise<Record<string, number>> {
  const tables = ['split_version', 'pnl_day', 'residual_day', 'beta_day', 'order_day', 'scored_day']
  const counts = tables.map((table) => `(select count(*) from ${table}) as ${table}`)
  const { rows } = await pool.query(`select ${counts.join(', ')}`)
  return rows[0]
}
