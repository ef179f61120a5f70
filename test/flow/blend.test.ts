import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../../jobs/session/session.js'
import type { BacktestOutcome } from '../../jobs/tasks/backtest/backtest.js'
import type { ScoreOutcome } from '../../jobs/tasks/backtest/score-run.js'
import { toConfig } from '../../src/config.js'
import { removeRun } from '../../src/store/publish/runs.js'
import { createTestApi } from '../_util/api.js'
import { DailyMarket } from '../_util/daily-market.js'
import { FULL, figure } from '../_util/faults/scale.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'

/** Two rules, a blend of them and the evening of one more date, by the built program's own tasks. */

const MARKET = new DailyMarket({ seed: 5, assets: 6, from: '2013-01-02', to: '2015-12-31' })
const DATES = MARKET.dates.filter((date) => date > '2015-03')
const [TODAY, TOMORROW] = [DATES[0], DATES[1]]
const SETTINGS = { runs: 'reversal-1, equal-weight', weighting: 'inverse-volatility', lookback: 20 }

let database: TestDatabase
let session: Session
let folder: string
let tasks: Record<'backtest' | 'scoreRun' | 'ingest', (...args: unknown[]) => Promise<unknown>>

const backtest = (strategy: string, options: object = {}) =>
  tasks.backtest(session, {
    dataset: 'market',
    strategy,
    trainYears: 1,
    workers: 1,
    ...options,
  }) as Promise<BacktestOutcome>
const blend = (settings: object = SETTINGS, options: object = {}) =>
  backtest('blend', { settings, ...options })
const score = (strategy: string) =>
  tasks.scoreRun(session, { dataset: 'market', strategy }) as Promise<ScoreOutcome>

async function ingest(date: string): Promise<void> {
  const path = join(folder, `${date}.csv`)
  writeFileSync(path, MARKET.history(date))
  await tasks.ingest(session, { name: 'market', files: [path] })
}

async function sourcesOf(runId: string, name: string) {
  const { rows } = await database.pool.query(
    `select sv.id, sv.sources from split join split_version sv on sv.id = split.current_version_id
     where run_id = $1 and name = $2`,
    [runId, name],
  )
  return rows[0]
}

beforeAll(async () => {
  if (!FULL) return
  const built = (name: string) =>
    import(fileURLToPath(new URL(`../../dist/jobs/tasks/${name}.js`, import.meta.url)))
  folder = mkdtempSync(join(tmpdir(), 'residua-blend-'))
  database = await createTestDatabase()
  const { db, pool } = database
  const config = toConfig({ RESIDUA_HOME: join(folder, 'home') })
  session = { config, db, pool, signal: new AbortController().signal }
  tasks = {
    ...(await built('backtest/backtest')),
    ...(await built('backtest/score-run')),
    ...(await built('data/ingest')),
  }
  await ingest(TODAY)
  await backtest('reversal-1')
  await backtest('equal-weight')
})

afterAll(async () => {
  if (!FULL) return
  await database[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

if (!FULL)
  figure('the evenings of a blend run in npm run test:faults: threads, files and a day of prices')

describe.runIf(FULL)('a blend', () => {
  it('keeps the ids of its runs, and is served with its weights, its sources and orders', async () => {
    const { plan, failed, published } = await blend()
    expect(failed).toEqual([])
    expect(published).toEqual(['test_2013_2014', 'test_2014_2015'])
    expect((await blend()).plan.todo).toEqual([])

    const api = await createTestApi({ database })
    try {
      const { run } = await api.data(
        `query ($id: ID!) { run(id: $id) { config splits { name nextDate
          pnl { date net } orders { trade }
          components { run { strategy { name } } split stale }
          blendWeights { date weights { run { id strategy { name hasComponents } } weight } } } } }`,
        { id: plan.run.id },
      )
      const [, live] = run.splits
      expect(run.config.runs).toHaveLength(2)
      expect(live.components.map((one: { split: string }) => one.split)).toEqual([
        'test_2013_2014',
        'test_2014_2015',
        'test_2013_2014',
        'test_2014_2015',
      ])
      expect(live.components[0].stale).toBe(false)
      const days = live.blendWeights
      expect(days.at(-1).date).toBe(live.nextDate)
      expect(days).toHaveLength(live.pnl.length + 1)
      for (const { weights } of days) {
        expect(weights.map((one: { run: { id: string } }) => one.run.id)).toEqual(run.config.runs)
        expect(weights[0].weight + weights[1].weight).toBeCloseTo(1, 6)
      }
      expect(days[0].weights[0].weight).not.toBeCloseTo(0.5, 3) // the lookback is of the split before
      expect(run.splits[0].blendWeights[0].weights[0].weight).toBe(0.5)
      expect(live.orders.length).toBeGreaterThan(0)
    } finally {
      await api.app.close()
      await api.database[Symbol.asyncDispose]()
    }
  })

  it('names what is wrong with its runs', async () => {
    const refusals: [string, RegExp, object?][] = [
      [
        'reversal-1,equal-wait',
        /"equal-wait" is neither a strategy nor .*did you mean "equal-weight"/,
      ],
      ['reversal-1,blend', /blend is a blend, and a blend has no blends/],
      ['reversal-1,reversal-1', /are the same run/],
      ['reversal-1,pca-ou', /no run of pca-ou answers on market: residua backtest/],
      ['reversal-1', /"runs" is \["reversal-1"\]/],
    ]
    for (const [runs, message] of refusals) await expect(blend({ runs })).rejects.toThrow(message)
  })

  it('waits for the books of its components, then is extended', async () => {
    const before = await blend()
    const { id } = before.plan.run
    await ingest(TOMORROW)
    await expect(score('blend')).rejects.toThrow(
      /\(reversal-1\) has no book for .* yet: residua score --dataset market --strategy reversal-1/,
    )
    await score('reversal-1')
    await score('equal-weight')
    const version = (await sourcesOf(id, 'test_2014_2015')).sources[1].version
    const outcome = await score('blend')
    expect(outcome).toMatchObject({ scoredTo: TOMORROW, decided: true, failed: [] })
    expect(outcome.published).toEqual(['test_2014_2015'])
    expect((await sourcesOf(id, 'test_2014_2015')).sources[1].version).toBeGreaterThan(version)
  })

  it('computes a split again once a component shows other books', async () => {
    const { plan } = await blend()
    const { id, sources } = await sourcesOf(plan.run.id, 'test_2013_2014')
    const replaced = sources.map((source: object) => ({ ...source, contentId: 0 }))
    await database.pool.query('update split_version set sources = $2 where id = $1', [
      id,
      JSON.stringify(replaced),
    ])
    const again = await blend()
    expect(again.plan.todo.map(({ name }) => name)).toEqual(['test_2013_2014'])
    expect(again.unchanged).toEqual(['test_2013_2014'])
    expect((await sourcesOf(plan.run.id, 'test_2013_2014')).sources).toEqual(sources)
  })

  it('holds its components: a run that is blended is not removed', async () => {
    const { plan } = await blend()
    const [first] = plan.run.config.runs as string[]
    await expect(removeRun(database.db, first)).rejects.toThrow(
      `is a component of the blend ${plan.run.id}: remove that run first`,
    )
  })
})
