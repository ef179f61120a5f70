import { describe, expect, it } from 'vitest'
import {
  type Attribution,
  attributeByFactor,
  attributeByLabel,
} from '../../src/accounts/attribution.js'
import { explainedVariance } from '../../src/accounts/explained-variance.js'
import { pnlOf } from '../../src/accounts/pnl.js'
import { attributionOf } from '../../src/performance/attribution.js'
import { isPublished, type PublishedSplit } from '../../src/performance/chain.js'
import { performanceOf } from '../../src/performance/performance.js'
import type { PerformanceReads } from '../../src/performance/reads.js'
import { booksOn, datesOf, residualDaysOf, returnsOn } from '../../src/performance/split-days.js'
import { storeReads } from '../../src/performance/store-reads.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { ensureSplits } from '../../src/store/publish/splits.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import {
  type SampleMarket,
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const LIVE = sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true })
const OPTIONS = { from: '2019-12-02', assetCount: 17 }
const TODAY = sampleMarket({ ...OPTIONS, dateCount: 70 })
const LATER = sampleMarket({ ...OPTIONS, dateCount: 110 })
const TABLES = ['asset_sum_day', 'factor_sum_day']

async function publishedRun(database: TestDatabase, market: SampleMarket) {
  const { runId } = await sampleRun(database, market, [LIVE])
  await publishSplit(database.pool, { runId, result: sampleSplitResult(market, LIVE) })
  return runId
}

/** Later sessions, a date each: the same split over longer data. */
async function extend(database: TestDatabase, runId: string, until: number) {
  for (let dateCount = 71; dateCount <= until; dateCount += 3) {
    const market = sampleMarket({ ...OPTIONS, dateCount })
    const { versionId } = await registerDataset(database.pool, sampleRegistration(market))
    const splits = [LIVE]
    await ensureSplits(database.db, { runId, datasetVersionId: versionId, seeds: [1, 2], splits })
    await publishSplit(database.pool, { runId, result: sampleSplitResult(market, LIVE) })
  }
}

async function openSplit({ db }: TestDatabase, runId: string) {
  const [[split]] = await splitsOfRuns(db, [runId])
  if (!split || !isPublished(split)) throw new Error('nothing is published')
  const reads = storeReads(db)
  return { split, reads, dates: await datesOf(split, reads) }
}

interface Answer {
  readonly explained: number | null
  readonly rows: readonly Attribution[]
}

const WAYS = ['FACTOR', 'SECTOR', 'ASSET'] as const

async function answerOf(
  split: PublishedSplit,
  reads: PerformanceReads,
  range: readonly string[],
): Promise<Answer> {
  const filter = range
  const rates = { tradingCostBps: 5, shortCostBps: 1 }
  const performance = await performanceOf([split], { filter, rates, lag: 0 }, reads)
  const rows = await Promise.all(WAYS.map((by) => attributionOf(split, { by, filter }, reads)))
  return { explained: await performance.explainedVariance(), rows: rows.flat() }
}

/** The same by the definitions, from the days themselves. */
async function expectedOf(
  split: PublishedSplit,
  reads: PerformanceReads,
  range: readonly string[],
): Promise<Answer> {
  const inRange = ({ date }: { readonly date: string }) => range.includes(date)
  const dates = await datesOf(split, reads)
  const residualDays = await residualDaysOf(split, reads)
  const days = pnlOf((await reads.accountRows.load(split.current.id)).filter(inRange))
  const [books, returns] = [
    await booksOn(split, range, reads),
    await returnsOn(split, range, reads),
  ]
  const key = { contentId: split.current.contentId, from: range[0] ?? '', to: range.at(-1) ?? '' }
  const betas = await reads.betasBetween.load(key)
  const factorReturns = await reads.factorReturnsBetween.load(key)
  const axis = await reads.axis.load(split.datasetId)
  const withBooks = days.map((day, t) => ({ ...day, book: books[t], returns: returns[t] }))
  const byFactor = withBooks.map((day, t) => ({
    ...day,
    betas: betas[t].byFactor,
    factorReturns: factorReturns[t].values,
  }))
  return {
    explained: explainedVariance(residualDays.filter((_, t) => inRange({ date: dates[t] }))),
    rows: [
      ...attributeByFactor(byFactor),
      ...attributeByLabel(withBooks, (at) => axis[at]?.sector ?? 'no sector'),
      ...attributeByLabel(withBooks, (at) => axis[at]?.symbol ?? ''),
    ],
  }
}

function same(answer: Answer, expected: Answer): void {
  if (expected.explained === null) expect(answer.explained).toBeNull()
  else expect(answer.explained).toBeCloseTo(expected.explained, 10)
  expect(answer.rows.map(({ label }) => label)).toEqual(expected.rows.map(({ label }) => label))
  answer.rows.forEach(({ exposure, contribution }, i) => {
    expect(contribution).toBeCloseTo(expected.rows[i].contribution, 13)
    if (expected.rows[i].exposure === null) expect(exposure).toBeNull()
    else expect(exposure).toBeCloseTo(expected.rows[i].exposure, 13)
  })
}

/** Ranges of every length and start, few enough to be read. */
function rangesOf(dates: readonly string[]): string[][] {
  const at = [0, 1, 15, 16, 17, 31, 32, dates.length - 1]
  return at.flatMap((from) => at.filter((to) => to >= from).map((to) => dates.slice(from, to + 1)))
}

const dayReads = ['weightsBetween', 'residualsBetween', 'betasBetween'] as const

describe('explained variance and attribution of a range', () => {
  it('are those of its days, whichever range it is', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, LATER)
    const { split, reads, dates } = await openSplit(database, runId)
    for (const range of rangesOf(dates)) {
      same(await answerOf(split, reads, range), await expectedOf(split, reads, range))
    }
  })

  it('read a few days of a long range', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, LATER)
    const { split, reads, dates } = await openSplit(database, runId)
    let days = 0
    const counting = Object.fromEntries(
      dayReads.map((name) => [
        name,
        {
          load: async (key: never) => {
            const rows = await reads[name].load(key)
            days += rows.length
            return rows
          },
        },
      ]),
    )
    await answerOf(split, { ...reads, ...counting }, dates.slice(3, -3))
    // Of weights and residuals, for explained variance and for two ways of attribution: two ends, each.
    expect(days).toBeLessThanOrEqual(2 * 3 * 2 * 15)
    expect(days).toBeGreaterThan(0)
  })

  it('are the same where the days came evening by evening', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, TODAY)
    await extend(database, runId, 110)
    await using fresh = await createTestDatabase()
    await publishedRun(fresh, LATER)
    for (const table of TABLES) {
      const text = `select date, v from ${table} order by date`
      const [own, whole] = [await database.pool.query(text), await fresh.pool.query(text)]
      expect(own.rows).toEqual(whole.rows)
      expect(own.rows.length).toBeGreaterThan(4)
    }
  })

  it.each([
    ['none of the sums are stored', 'true'],
    ['the latest sums are not stored', "date > '2020-02-20'"],
    ['the sums of one kind are not stored', "date = '2020-03-02'"],
  ])('are the same where %s', async (_, where) => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, LATER)
    for (const table of TABLES) await database.pool.query(`delete from ${table} where ${where}`)
    const { split, reads, dates } = await openSplit(database, runId)
    for (const range of rangesOf(dates)) {
      same(await answerOf(split, reads, range), await expectedOf(split, reads, range))
    }
  })

  it('follow a restatement of the returns', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, LATER)
    const registration = sampleRegistration(LATER, {
      hash: 'restated',
      restatedFrom: LATER.dates[60],
    })
    const values = registration.returns.values.map((value, i) => value + (i % 7) * 1e-3)
    await registerDataset(database.pool, {
      ...registration,
      returns: { ...registration.returns, values },
    })
    const { split, reads, dates } = await openSplit(database, runId)
    for (const range of rangesOf(dates)) {
      same(await answerOf(split, reads, range), await expectedOf(split, reads, range))
    }
  })

  it('are not stored onward where the sums before are missing', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, TODAY)
    for (const table of TABLES) await database.pool.query(`delete from ${table}`)
    await extend(database, runId, 74)
    const { split, reads, dates } = await openSplit(database, runId)
    same(await answerOf(split, reads, dates), await expectedOf(split, reads, dates))
  })
})
