import { expect, it } from 'vitest'
import { addDays } from '../../src/lib/dates.js'
import { createRandom } from '../../src/lib/random.js'
import type { Split } from '../../src/results.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { ensureSplits } from '../../src/store/publish/splits.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import {
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const SESSIONS = 12
const FIRST = 5

/** Sessions around the turn of a year with pauses of up to five days, and what each evening expects. */
function evenings(seed: number) {
  const random = createRandom(seed)
  const upTo = (count: number) => Math.floor(random.uniform() * count)
  const dates = ['2019-12-20']
  while (dates.length < SESSIONS + 1) dates.push(addDays(dates.at(-1) as string, 1 + upTo(5)))
  const sample = sampleMarket({ dateCount: SESSIONS, seed })
  return Array.from({ length: SESSIONS - FIRST + 1 }, (_, n) => {
    const count = FIRST + n
    const returns = sample.returns.subarray(0, count * sample.assets.length)
    const expected =
      upTo(2) === 0 ? (dates[count] as string) : addDays(dates[count - 1] as string, 1 + upTo(5))
    const market = sample.market.subarray(0, count)
    return { ...sample, dates: dates.slice(0, count), nextDate: expected, returns, market }
  })
}

type Evening = ReturnType<typeof evenings>[number]

/** The splits that test 2019 and 2020; the one that holds `nextDate` is live. */
function splitsOf({ dates, nextDate }: Evening): Split[] {
  return ['2019', '2020'].flatMap((year) => {
    const [from, to] = [`${year}-01-01`, `${year}-12-31`]
    const live = nextDate.startsWith(year)
    const last = dates.findLast((date) => date.startsWith(year))
    if (!live && last === undefined) return []
    return [sampleSplit({ from, to: live ? to : (last as string), live })]
  })
}

/** What a reader sees of a run: the accounts of each split, its next date, and the book for that. */
async function visible({ db, pool }: TestDatabase, runId: string) {
  const [splits = []] = await splitsOfRuns(db, [runId])
  return Promise.all(
    splits.map(async ({ name, current }) => {
      const pnl = await pool.query(
        'select date, gross, turnover, short_exposure from pnl_day where split_version_id = $1 order by date',
        [current?.id],
      )
      const books = await pool.query(
        'select date, v from asset_weight_day where content_id = $1 and date <= $2 order by date',
        [current?.contentId, current?.nextDate ?? current?.scoredTo],
      )
      const orders = await pool.query(
        'select asset_id, current_weight, target_weight from order_day where split_version_id = $1 order by 1',
        [current?.id],
      )
      return {
        name,
        nextDate: current?.nextDate ?? null,
        pnl: pnl.rows,
        books: books.rows,
        orders: orders.rows,
      }
    }),
  )
}

async function publishEvening({ db, pool }: TestDatabase, runId: string, evening: Evening) {
  const hash = `to ${evening.dates.at(-1)}, then ${evening.nextDate}`
  const { versionId } = await registerDataset(pool, sampleRegistration(evening, { hash }))
  const splits = splitsOf(evening)
  await ensureSplits(db, { runId, datasetVersionId: versionId, seeds: [1, 2], splits })
  const published = []
  for (const split of splits) {
    const result = sampleSplitResult(evening, split)
    if (result.days.length === 0) continue
    const publication = { runId, datasetVersionId: versionId, result }
    published.push(await publishSplit(pool, publication))
  }
  return published
}

it.each([1, 2, 3, 4])(
  'shows every session that came, whatever was expected, and publishes only what changes (seed %i)',
  async (seed) => {
    const all = evenings(seed)
    await using database = await createTestDatabase()
    const [first] = all as [Evening]
    const { runId } = await sampleRun(database, first, splitsOf(first))
    let before = await visible(database, runId)
    for (const evening of all) {
      const published = await publishEvening(database, runId, evening)
      const after = await visible(database, runId)
      const changed = JSON.stringify(after) !== JSON.stringify(before)
      expect(published.some((one) => one.changed)).toBe(changed)
      const scored = after.flatMap(({ pnl }) => pnl.map(({ date }) => date))
      expect(scored).toEqual(evening.dates)
      const year = evening.nextDate.slice(0, 4)
      const live = after.find(({ name }) => name.endsWith(year))
      expect(live?.nextDate).toBe(evening.nextDate)
      expect(live?.books.at(-1).date).toBe(evening.nextDate)
      for (const one of await publishEvening(database, runId, evening)) {
        expect(one).toMatchObject({ changed: false, moved: null })
      }
      before = after
    }
    // Equal to a publication of the last evening alone.
    await using fresh = await createTestDatabase()
    const last = all.at(-1) as Evening
    const again = await sampleRun(fresh, last, splitsOf(last))
    await publishEvening(fresh, again.runId, last)
    const whole = (await visible(fresh, again.runId)).filter(
      ({ pnl, nextDate }) => pnl.length > 0 || nextDate,
    )
    expect(before.filter(({ pnl, nextDate }) => pnl.length > 0 || nextDate)).toEqual(whole)
  },
  180_000,
)

it.each([
  ['earlier', '2020-01-08', '2020-01-07'],
  ['later', '2020-01-07', '2020-01-09'],
])('moves the decided book to a session that comes %s, bit for bit', async (_, expected, came) => {
  const sample = sampleMarket({ dateCount: 17 })
  const until = (count: number, nextDate: string, dates = sample.dates.slice(0, count)) => ({
    ...sample,
    dates,
    nextDate,
    returns: sample.returns.subarray(0, count * 5),
    market: sample.market.subarray(0, count),
  })
  const today = until(16, expected)
  const tomorrow = until(17, '2020-01-10', [...sample.dates.slice(0, 16), came])
  const live = sampleSplit({ live: true })
  await using database = await createTestDatabase()
  const { runId } = await sampleRun(database, today, [live])
  await publishSplit(database.pool, { runId, result: sampleSplitResult(today, live) })
  const [decided] = (await visible(database, runId)).map(({ books }) => books.at(-1))
  const { versionId } = await registerDataset(database.pool, sampleRegistration(tomorrow))
  const publication = {
    runId,
    datasetVersionId: versionId,
    result: sampleSplitResult(tomorrow, live),
  }
  expect(await publishSplit(database.pool, publication)).toMatchObject({
    changed: true,
    moved: { expected, came },
  })
  const [shown] = await visible(database, runId)
  expect(shown?.books.at(-2)).toEqual({ date: came, v: decided.v })
  expect(shown?.pnl.at(-1).date).toBe(came)
  expect(shown?.nextDate).toBe('2020-01-10')
})
