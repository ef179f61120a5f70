import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { audit } from '../_util/audit.js'
import { FULL } from '../_util/faults/scale.js'
import { readPriceFile } from '../_util/price-file.js'
import { query, serve, succeed } from '../_util/program.js'
import { sharedData } from '../_util/shared-data.js'

/**
 * Thirty real assets, audited over HTTP on every published date: three test years in `npm test`, thirteen in
 * `npm run test:faults`.
 */

const YEARS = FULL ? { from: 2008, splits: 14, dates: 3274 } : { from: 2018, splits: 4, dates: 756 }

const PRICES = sharedData('dj30_2000_2020.csv.gz')
const home = mkdtempSync(join(tmpdir(), 'residua-dj30-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

it(`pca-ou on the Dow 30, ${YEARS.from}–2020: identities on every date, and a baseline that loses`, async (context) => {
  if (!PRICES) return context.skip('dj30_2000_2020.csv.gz is not beside this checkout')
  await succeed(['ingest', PRICES, '--as', 'dj30'], home)
  const range = ['--from', String(YEARS.from), '--to', '2021']
  await succeed(['backtest', '--dataset', 'dj30', '--strategy', 'pca-ou', ...range], home)
  await using server = await serve(home)

  const found = await audit(server.url, 'pca-ou', readPriceFile(PRICES))
  expect(found.violations.slice(0, 10)).toEqual([])
  expect(found.splits).toBe(YEARS.splits)
  expect(found.dates).toBe(YEARS.dates)

  const { runs } = await query<{
    runs: { edges: { node: { measures: { netSharpe: number; turnover: number } } }[] }
  }>(
    server.url,
    '{ runs(strategy: "pca-ou") { edges { node { measures { netSharpe turnover } } } } }',
  )
  const { netSharpe, turnover } = runs.edges[0].node.measures
  expect(netSharpe).toBeLessThan(-2)
  expect(turnover).toBeGreaterThan(0.8)
}, 300_000)
