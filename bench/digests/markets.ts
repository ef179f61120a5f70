import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SAMPLE } from '../../jobs/cli/demo-run.js'
import { syntheticMarket } from '../../src/data/synthetic/synthetic-market.js'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { at } from '../../src/lib/at.js'

export interface Market {
  readonly name: string
  /** Arguments of `residua ingest`. */
  readonly ingest: readonly string[]
}

export interface MissingMarket {
  readonly name: string
  readonly missing: string
}

/** The demo's market with its own factor returns, written to `scratch`, and the Dow 30 of `data`. */
export function markets(data: string, scratch: string): (Market | MissingMarket)[] {
  return [demoMarket(join(scratch, 'market')), dow30(data)]
}

function demoMarket(folder: string): Market {
  writeSyntheticMarket(folder, SAMPLE)
  const factors = join(folder, 'factors.csv')
  writeFactors(factors)
  const file = (name: string) => join(folder, `${name}.csv`)
  const parts = ['--membership', file('membership'), '--sectors', file('sectors')]
  return { name: 'demo', ingest: [file('prices'), ...parts, '--factors', factors] }
}

/** Factors of the synthetic market under the names of Kenneth French's library, in percent. */
function writeFactors(file: string): void {
  const { panel, truth } = syntheticMarket(SAMPLE)
  const names = ['Mkt-RF', 'SMB', 'HML', 'RMW', 'CMA', 'Mom']
  const width = truth.factorNames.length
  const rows = panel.dates.map((date, t) => {
    const percent = names.map((_, k) =>
      (100 * at(truth.factorReturns, t * width + (k % width))).toFixed(2),
    )
    return [date, ...percent].join(',')
  })
  writeFileSync(file, `${[['date', ...names].join(','), ...rows].join('\n')}\n`)
}

function dow30(data: string): Market | MissingMarket {
  const prices = join(data, 'dj30_2000_2020.csv.gz')
  const factors = join(data, 'ff_daily.csv.gz')
  if (!existsSync(prices)) return { name: 'dj30', missing: `there is no ${prices}` }
  const sectors = join(data, 'us_sectors.csv')
  return { name: 'dj30', ingest: [prices, '--sectors', sectors, '--factors', factors] }
}
