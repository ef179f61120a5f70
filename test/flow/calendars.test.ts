import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Session } from '../../jobs/session/session.js'
import type { ScoreOutcome } from '../../jobs/tasks/backtest/score-run.js'
import { toConfig } from '../../src/config.js'
import { sessionsBetween } from '../../src/data/calendar/xnys.js'
import { type ExchangeName, sessionsOf } from '../_util/exchange-calendars.js'
import { ExchangeMarket } from '../_util/exchange-market.js'
import { FULL } from '../_util/faults/scale.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'

/** The built program's own tasks: splits run on threads of dist/. */
async function task(name: string) {
  return import(fileURLToPath(new URL(`../../dist/jobs/tasks/${name}.js`, import.meta.url)))
}

const SETTINGS: Readonly<Record<string, object>> = {
  'equal-weight': {},
  'reversal-5': {},
  'pca-ou': { factorCount: 2, window: 40, entry: 0.3, minimumRSquared: 0 },
}

interface Case {
  readonly exchange: ExchangeName | 'xnys'
  readonly strategies: readonly string[]
  /** The last session of the first file. */
  readonly to: string
  /** The sessions that come, and the one that is expected after each. */
  readonly evenings: readonly (readonly [came: string, next: string])[]
  /** The first session that came where another was expected. */
  readonly moved?: { readonly expected: string; readonly came: string }
  readonly calendar: string
}

const CASES: readonly Case[] = [
  {
    exchange: 'saudi',
    strategies: ['equal-weight', 'pca-ou'],
    to: '2020-12-23',
    evenings: [
      ['2020-12-24', '2020-12-27'],
      ['2020-12-27', '2020-12-28'],
      ['2020-12-28', '2020-12-29'],
    ],
    calendar: 'inferred',
  },
  {
    exchange: 'shanghai', // 4 July, a session there, then a golden week that no rule foresees
    strategies: ['reversal-5', 'pca-ou'],
    to: '2020-09-29',
    evenings: [
      ['2020-09-30', '2020-10-05'],
      ['2020-10-09', '2020-10-12'],
      ['2020-10-12', '2020-10-13'],
    ],
    moved: { expected: '2020-10-05', came: '2020-10-09' },
    calendar: 'inferred',
  },
  {
    exchange: 'india', // the Saturday of the budget
    strategies: ['pca-ou'],
    to: '2020-01-30',
    evenings: [
      ['2020-01-31', '2020-02-03'],
      ['2020-02-01', '2020-02-03'],
      ['2020-02-03', '2020-02-04'],
    ],
    moved: { expected: '2020-02-03', came: '2020-02-01' },
    calendar: 'inferred',
  },
  {
    exchange: 'hongKong',
    strategies: ['reversal-5'],
    to: '2020-12-22',
    evenings: [
      ['2020-12-23', '2020-12-24'],
      ['2020-12-24', '2020-12-28'],
      ['2020-12-28', '2020-12-29'],
    ],
    calendar: 'inferred',
  },
  {
    exchange: 'crypto',
    strategies: ['pca-ou'],
    to: '2020-12-24',
    evenings: [
      ['2020-12-25', '2020-12-26'],
      ['2020-12-26', '2020-12-27'],
      ['2020-12-27', '2020-12-28'],
    ],
    calendar: 'inferred',
  },
  {
    exchange: 'xnys',
    strategies: ['equal-weight'],
    to: '2020-12-22',
    evenings: [
      ['2020-12-23', '2020-12-24'],
      ['2020-12-24', '2020-12-28'],
      ['2020-12-28', '2020-12-29'],
    ],
    calendar: 'XNYS',
  },
]

async function liveSplit({ pool }: TestDatabase, runId: string) {
  const { rows } = await pool.query(
    `select sv.id, sv.content_id, sv.next_date from split
     join split_version sv on sv.id = split.current_version_id
     where split.run_id = $1 order by split.test_from desc limit 1`,
    [runId],
  )
  const [{ id, content_id: content, next_date: nextDate }] = rows
  const pnl = await pool.query('select date from pnl_day where split_version_id = $1 order by 1', [
    id,
  ])
  const orders = await pool.query('select * from order_day where split_version_id = $1', [id])
  const book = await pool.query(
    'select v from asset_weight_day where content_id = $1 and date = $2',
    [content, nextDate],
  )
  return {
    nextDate: nextDate as string,
    dates: pnl.rows.map(({ date }) => date as string),
    orders: orders.rowCount,
    book: book.rows[0]?.v as readonly number[],
  }
}

/** The others take a minute; `npm run test:faults` runs them. */
const SHORT = ['saudi', 'xnys']
if (!FULL) {
  const others = CASES.map(({ exchange }) => exchange).filter((name) => !SHORT.includes(name))
  process.stdout.write(`skipped: ${others.join(', ')}; npm run test:faults runs them\n`)
}

it.each(CASES.filter(({ exchange }) => FULL || SHORT.includes(exchange)))(
  'on the calendar of $exchange every session is scored, and orders are for the next one',
  async ({ exchange, strategies, to, evenings, moved, calendar }) => {
    const sessions =
      exchange === 'xnys'
        ? sessionsBetween('2018-01-02', '2021-01-29')
        : sessionsOf(exchange, '2018-01-01', '2021-01-29')
    const market = new ExchangeMarket(sessions)
    const [{ ingest }, { backtest }, { scoreRun }] = await Promise.all([
      task('data/ingest'),
      task('backtest/backtest'),
      task('backtest/score-run'),
    ])
    await using database = await createTestDatabase()
    const folder = mkdtempSync(join(tmpdir(), 'residua calendars '))
    try {
      const config = toConfig({ RESIDUA_HOME: join(folder, 'home') })
      const { db, pool } = database
      const session: Session = { config, db, pool, signal: new AbortController().signal }
      const add = async (name: string, text: string) => {
        const path = join(folder, name)
        writeFileSync(path, text)
        return ingest(session, { name: 'market', files: [path] })
      }
      const first = await add('history.csv', market.history(to))
      expect(first.dataset.calendar.name).toBe(calendar)
      const runs = new Map<string, string>()
      for (const strategy of strategies) {
        const settings = SETTINGS[strategy]
        const options = {
          dataset: 'market',
          strategy,
          settings,
          from: '2020',
          trainYears: 2,
          workers: 1,
        }
        const { plan, failed } = await backtest(session, options)
        expect(failed).toEqual([])
        runs.set(strategy, plan.run.id)
      }
      const movedOnce: unknown[] = []
      for (const [came, next] of evenings) {
        const { dataset, restatement } = await add(`${came}.csv`, market.daily(came))
        expect([dataset.lastDate, dataset.nextDate, restatement]).toEqual([came, next, null])
        for (const [strategy, runId] of runs) {
          const before = await liveSplit(database, runId)
          const outcome: ScoreOutcome = await scoreRun(session, { dataset: 'market', strategy })
          expect(outcome).toMatchObject({
            failed: [],
            scoredTo: came,
            nextDate: next,
            decided: true,
          })
          expect(outcome.published).toHaveLength(1)
          movedOnce.push(...outcome.moved)
          const after = await liveSplit(database, runId)
          const tested = sessions.filter((date) => date >= '2020-01-01' && date <= came)
          expect(after.dates).toEqual(tested)
          expect(after.nextDate).toBe(next)
          expect(after.orders).toBeGreaterThan(0)
          const { rows } = await pool.query(
            `select v from asset_weight_day d join split_version sv on sv.content_id = d.content_id
             join split on split.current_version_id = sv.id where split.run_id = $1 and d.date = $2`,
            [runId, came],
          )
          expect(rows[0]?.v).toEqual(before.book) // bit for bit the book that was decided
        }
      }
      expect(movedOnce).toEqual(
        moved ? strategies.map(() => ({ split: 'test_2019_2020', ...moved })) : [],
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  180_000,
)
