import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { residua, succeed } from '../_util/program.js'

/** Settings chosen by the built program on a small synthetic market. */
const folder = mkdtempSync(join(tmpdir(), 'residua tune '))
const home = join(folder, 'home')
const grid = join(folder, 'grid.json')
const YEARS = ['--fit', '2010-2012', '--validate', '2013']
const tune = (...args: string[]) => residua(['tune', '--strategy', 'pca-ou', ...args], home)

beforeAll(async () => {
  const market = join(folder, 'market')
  writeSyntheticMarket(market, { seed: 7, assets: 24, from: '2010-01-04', to: '2013-12-31' })
  const files = [join(market, 'prices.csv'), '--membership', join(market, 'membership.csv')]
  await succeed(['ingest', ...files, '--as', 'tiny'], home)
  const trials = [
    { name: 'three', settings: { factorCount: 3 } },
    { name: 'two', settings: { factorCount: 2 } },
    { name: 'too many', settings: { factorCount: 90 } },
  ]
  writeFileSync(grid, JSON.stringify(trials))
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('residua tune', () => {
  it('records each trial as a run that never answers, and repeats no trial', async () => {
    const first = await tune('--grid', grid, ...YEARS, '--json')
    expect(first.code).toBe(1) // one of the trials has invalid settings
    const outcome = JSON.parse(first.stdout)
    const [three, two, many] = outcome.trials
    expect(outcome.winner).toBe(
      three.lagOne.hedgedNetSharpe > two.lagOne.hedgedNetSharpe ? 'three' : 'two',
    )
    expect([three.difference, two.difference.difference]).toEqual([
      null,
      expect.closeTo(two.lagOne.hedgedNetSharpe - three.lagOne.hedgedNetSharpe, 9),
    ])
    expect(many.failure).toContain('factorCount 90 leaves no residuals')
    expect(three.measures.days).toBeGreaterThan(240)

    const runs = JSON.parse((await succeed(['runs', '--json'], home)).stdout)
    expect(runs).toHaveLength(2)
    for (const run of runs) {
      expect(run).toMatchObject({ trial: true, answers: false, trials: 2, status: 'done' })
    }

    const again = JSON.parse((await tune('--grid', grid, ...YEARS, '--json')).stdout)
    expect(again.trials).toEqual(outcome.trials)
    const page = await succeed(['runs'], home)
    expect(page.stdout).toContain('pca-ou on tiny: 2 settings tried')
  }, 120_000)

  it('writes the page of a trial', async () => {
    const [run] = JSON.parse((await succeed(['runs', '--json'], home)).stdout)
    const path = join(folder, 'report.html')
    await succeed(['report', run.id, '--html', path], home)
    const html = readFileSync(path, 'utf8')
    expect(html).toContain('PCA + Ornstein-Uhlenbeck on tiny')
    expect(html).toContain('<h2>Capacity</h2>')
    expect(html).not.toMatch(/NaN|https?:/)
  }, 60_000)

  it('refuses years that do not fit, and a missing grid', async () => {
    const far = await tune('--grid', grid, '--fit', '2010-2012', '--validate', '2014')
    expect([far.code, far.stderr]).toEqual([1, expect.stringContaining('--validate 2014 does not')])
    const none = await tune('--grid', join(folder, 'none.json'), ...YEARS)
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('cannot be read')])
  }, 60_000)
})
