import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import type { Session } from '../../jobs/session/session.js'
import type { backtest as Backtest } from '../../jobs/tasks/backtest/backtest.js'
import type { scoreRuns as ScoreRuns } from '../../jobs/tasks/backtest/score-runs.js'
import type { ingest as Ingest } from '../../jobs/tasks/data/ingest.js'
import { toConfig } from '../../src/config.js'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { createTestDatabase } from '../_util/postgres.js'

const folder = mkdtempSync(join(tmpdir(), 'residua score all '))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The built program's own task: splits run on threads of dist/. */
async function task(name: string) {
  return import(fileURLToPath(new URL(`../../dist/jobs/tasks/${name}.js`, import.meta.url)))
}

function writePrices(): { readonly autumn: string; readonly all: string } {
  writeSyntheticMarket(folder, { seed: 7, assets: 8, from: '2016-01-04', to: '2017-12-18' })
  const all = join(folder, 'prices.csv')
  const autumn = join(folder, 'autumn.csv')
  const rows = readFileSync(all, 'utf8').split('\n')
  writeFileSync(autumn, rows.filter((row) => !/^2017-12-1[3-8]/.test(row)).join('\n'))
  return { autumn, all }
}

it('every strategy is scored in one pass; one that fails does not stop the others', async () => {
  await using database = await createTestDatabase()
  const config = toConfig({ RESIDUA_HOME: join(folder, 'home') })
  const session: Session = { ...database, config, signal: new AbortController().signal }
  const ingest: typeof Ingest = (await task('data/ingest')).ingest
  const backtest: typeof Backtest = (await task('backtest/backtest')).backtest
  const scoreRuns: typeof ScoreRuns = (await task('backtest/score-runs')).scoreRuns
  const columnsIn = (path: string) =>
    readdirSync(join(path, 'kept')).filter((name) => name.endsWith('.column')).length
  const { autumn, all } = writePrices()
  const run = (strategy: string, settings = {}) =>
    backtest(session, { strategy, settings, trainYears: 1, from: '2017', workers: 1 })

  const { dataset: before } = await ingest(session, { name: 'mine', files: [autumn] })
  await run('equal-weight')
  await run('reversal-1')
  expect(columnsIn(before.path)).toBe(0) // they read no characteristics
  await run('pca-ou', { factorCount: 2 })
  expect(columnsIn(before.path)).toBe(18)

  const { dataset: now } = await ingest(session, { name: 'mine', files: [all] })
  await database.pool.query(
    `update run set config = jsonb_set(config, '{neutral}', '"nothing"') where strategy = 'reversal-1'`,
  )
  const asked: string[] = []
  const scored = await scoreRuns(session, { onStrategy: (name) => asked.push(name) })
  expect(asked.sort()).toEqual(['equal-weight', 'pca-ou', 'reversal-1'])
  const byName = new Map(scored.map((one) => [one.strategy, one]))
  expect(byName.get('reversal-1')).toMatchObject({
    error: expect.stringMatching(/neutral/),
    retryable: false,
  })
  for (const strategy of ['equal-weight', 'pca-ou']) {
    expect(byName.get(strategy)).toMatchObject({
      outcome: { published: ['test_2016_2017'], scoredTo: '2017-12-18', failed: [] },
    })
  }
  expect([columnsIn(before.path), columnsIn(now.path)]).toEqual([0, 18])
}, 240_000)
