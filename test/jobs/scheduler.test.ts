import { describe, expect, it } from 'vitest'
import { installQueue } from '../../jobs/queue/install.js'
import type { CatchUp } from '../../jobs/schedule/due.js'
import { parseRule } from '../../jobs/schedule/parse-rule.js'
import type { ParsedEntry } from '../../jobs/schedule/schedule.js'
import { announce } from '../../jobs/scheduler/announce.js'
import { sweep } from '../../jobs/scheduler/sweep.js'
import { poolFor } from '../../src/store/database.js'
import { scheduleEntries } from '../../src/store/jobs/schedule-entries.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'

const START = Date.parse('2026-01-05T10:00:00Z')
const MINUTE = 60_000

function entry(catchUp: CatchUp = 'all', task: ParsedEntry['task'] = 'health'): ParsedEntry {
  return { task, rule: parseRule({ cron: '* * * * *', timeZone: 'UTC' }), catchUp, options: {} }
}

const at = (minutes: number) => async () => new Date(START + minutes * MINUTE)

async function database(): Promise<TestDatabase> {
  const test = await createTestDatabase()
  await installQueue(test)
  return test
}

async function jobSlots({ pool }: TestDatabase): Promise<string[]> {
  const { rows } = await pool.query(
    `select to_char(slot at time zone 'utc', 'HH24:MI') as slot from job order by id`,
  )
  return rows.map(({ slot }) => slot)
}

describe('a tick', () => {
  it('before the scheduler’s first start makes no job', async () => {
    await using test = await database()
    expect(await sweep(test.db, { entries: [entry()], now: at(0) })).toEqual([])
  })

  it('becomes one job with its date', async () => {
    await using test = await database()
    const entries = [entry()]
    await sweep(test.db, { entries, now: at(0) })
    const [tick] = await sweep(test.db, { entries, now: at(1) })
    expect(await sweep(test.db, { entries, now: at(1) })).toEqual([])
    const { rows } = await test.pool.query('select * from job')
    expect(rows).toMatchObject([
      { id: tick.jobId, task: 'health', status: 'queued', payload: { date: '2026-01-05' } },
    ])
    const queued = await test.pool.query('select key from graphile_worker.jobs')
    expect(queued.rows).toEqual([{ key: `job ${tick.jobId}` }])
  })

  it('that was missed is caught up late, in order', async () => {
    await using test = await database()
    const entries = [entry('all')]
    await sweep(test.db, { entries, now: at(0) })
    await sweep(test.db, { entries, now: at(5) })
    expect(await jobSlots(test)).toEqual(['10:01', '10:02', '10:03', '10:04', '10:05'])
  })

  it('that was missed is recorded as skipped where only the latest is wanted', async () => {
    await using test = await database()
    const entries = [entry('latest')]
    await sweep(test.db, { entries, now: at(0) })
    await sweep(test.db, { entries, now: at(5) })
    expect(await jobSlots(test)).toEqual(['10:05'])
    const { rows } = await test.pool.query(
      `select outcome, count(*)::int as n from job_slot group by outcome order by outcome`,
    )
    expect(rows).toEqual([
      { outcome: 'claimed', n: 1 },
      { outcome: 'skipped', n: 4 },
      { outcome: 'start', n: 1 },
    ])
  })

  it('of a clock that jumps an hour ahead and back is neither lost nor repeated', async () => {
    await using test = await database()
    const entries = [entry('all')]
    for (const minute of [0, 1, 61, 2, 1, 3, 62]) {
      await sweep(test.db, { entries, now: at(minute) })
    }
    const slots = await jobSlots(test)
    expect(slots).toHaveLength(62)
    expect(new Set(slots).size).toBe(62)
  })
})

it('two schedulers on one slot make one job', async () => {
  await using test = await database()
  const other = poolFor(test.url)
  try {
    const entries = [entry()]
    await sweep(test.db, { entries, now: at(0) })
    for (let minute = 1; minute <= 10; minute++) {
      const now = at(minute)
      const ticks = await Promise.all(
        [test.db, other.db, test.db].map((db) => sweep(db, { entries, now })),
      )
      expect(ticks.flat()).toHaveLength(1)
    }
    expect(await jobSlots(test)).toHaveLength(10)
  } finally {
    await other.close()
  }
})

it('the next ticks are stored, except those of removed entries', async () => {
  await using test = await database()
  await announce(test.db, { entries: [entry(), entry('all', 'prune')], now: at(0.5) })
  await announce(test.db, { entries: [entry()], now: at(1.5) })
  expect(await scheduleEntries(test.db)).toMatchObject([
    { task: 'health', nextSlot: new Date(START + 2 * MINUTE), timeZone: 'UTC' },
  ])
})
