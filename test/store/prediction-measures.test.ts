import { describe, expect, it } from 'vitest'
import { isPublished } from '../../src/performance/chain.js'
import { predictionDaysOf } from '../../src/performance/predictions.js'
import { storeReads } from '../../src/performance/store-reads.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { ensureSplits } from '../../src/store/publish/splits.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { splitsAsOf } from '../../src/store/read/splits-as-of.js'
import { pruneVersions } from '../../src/store/retention.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import {
  booksAlone,
  type SampleMarket,
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const LIVE = sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true })
const OPTIONS = { from: '2019-12-02', assetCount: 17 }
const TODAY = sampleMarket({ ...OPTIONS, dateCount: 40 })
const TOMORROW = sampleMarket({ ...OPTIONS, dateCount: 41 })
const LATER = sampleMarket({ ...OPTIONS, dateCount: 45 })

const resultOf = (market: SampleMarket, predicts = true, salt = 0) =>
  booksAlone(sampleSplitResult(market, LIVE, { predicts, salt }))

async function publishedRun(database: TestDatabase, market: SampleMarket, predicts = true) {
  const { runId } = await sampleRun(database, market, [LIVE], { strategy: 'of-a-test' })
  await publishSplit(database.pool, { runId, result: resultOf(market, predicts) })
  return runId
}

/** A later session: the same split over longer data, from its `from`-th date on. */
async function extend(database: TestDatabase, runId: string, to: SampleMarket, from = 0) {
  const { versionId } = await registerDataset(database.pool, sampleRegistration(to))
  const splits = [LIVE]
  await ensureSplits(database.db, { runId, datasetVersionId: versionId, seeds: [1, 2], splits })
  const result = resultOf(to)
  const days = result.days.slice(from)
  return publishSplit(database.pool, { runId, result: { ...result, days } })
}

async function stored({ pool }: TestDatabase) {
  const { rows } = await pool.query('select date, v from prediction_measure_day order by date')
  return rows
}

async function daysOf({ db }: TestDatabase, runId: string, asOf?: Date) {
  const [[split]] = await splitsOfRuns(db, [runId])
  const [shown] = asOf && split ? await splitsAsOf(db, asOf, [split.id]) : [split]
  if (!shown || !isPublished(shown)) throw new Error('nothing is published')
  return predictionDaysOf(storeReads(db), shown)
}

describe('the measures of a published prediction', () => {
  it('are stored for every date with returns, and are the numbers of the predictions themselves', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, LATER)
    const dates = resultOf(LATER).days.flatMap(({ realised, date }) => (realised ? [date] : []))
    expect((await stored(database)).map(({ date }) => date)).toEqual(dates)
    const served = await daysOf(database, runId)
    expect(served.map(({ date }) => date)).toEqual(dates)
    expect(served.filter(({ rankICLag1 }) => rankICLag1 === null)).toHaveLength(1)
    await database.pool.query('delete from prediction_measure_day')
    expect(await daysOf(database, runId)).toEqual(served)
  })

  it('answer a range without the predictions', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, LATER)
    const served = await daysOf(database, runId)
    await database.pool.query(
      "delete from series_day where series in ('prediction_mean_day', 'prediction_risk_day')",
    )
    expect(await daysOf(database, runId)).toEqual(served)
  })

  it.each([
    ['the whole split', 0],
    ['the new dates only', 17],
  ])('are the same where evening by evening adds %s', async (_, from) => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, TODAY)
    await extend(database, runId, TOMORROW, from)
    await extend(database, runId, LATER, from)
    await using fresh = await createTestDatabase()
    await publishedRun(fresh, LATER)
    expect(await stored(database)).toEqual(await stored(fresh))
  })

  it('at lag 1 are as of an instant: later returns are not in an earlier version', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, TODAY)
    const before = await daysOf(database, runId)
    const instant = new Date()
    await extend(database, runId, LATER)
    expect(await daysOf(database, runId, instant)).toEqual(before)
    const after = await daysOf(database, runId)
    expect(before.at(-1)?.rankICLag1).toBeNull()
    expect(after[before.length - 1]?.rankICLag1).not.toBeNull()
  })

  it('are computed where only later publications stored them', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, TODAY)
    await database.pool.query('delete from prediction_measure_day')
    await extend(database, runId, LATER)
    await using fresh = await createTestDatabase()
    const whole = await publishedRun(fresh, LATER)
    expect((await stored(database)).length).toBeLessThan((await stored(fresh)).length)
    expect(await daysOf(database, runId)).toEqual(await daysOf(fresh, whole))
  })

  it('belong to the content of a version, and are deleted with it', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, TODAY)
    for (const salt of [1, 2]) {
      await publishSplit(database.pool, { runId, result: resultOf(TODAY, true, salt) })
    }
    const contents = async () =>
      (
        await database.pool.query(
          'select count(distinct content_id)::int as n from prediction_measure_day',
        )
      ).rows[0].n
    expect(await contents()).toBe(3)
    await pruneVersions(database.pool, 2)
    expect(await contents()).toBe(2)
  })

  it('do not exist where nothing is predicted', async () => {
    await using database = await createTestDatabase()
    const runId = await publishedRun(database, TODAY, false)
    expect(await stored(database)).toEqual([])
    expect(await daysOf(database, runId)).toEqual([])
  })
})
