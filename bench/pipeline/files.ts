import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'

export interface MarketFiles {
  readonly files: readonly string[]
  readonly membership: string
  readonly sectors: string
  readonly what: string
}

const PRICES = ['us_sp500_2000_2020.csv.gz', 'us_sp500_delisted_2000_2018.csv.gz']

/** Real prices in `folder` where they exist; else a synthetic market of their size, written to `scratch`. */
export function marketFiles(folder: string, scratch: string): MarketFiles {
  const at = (name: string) => join(folder, name)
  const real = {
    files: PRICES.map(at),
    membership: at('us_sp500_membership.csv'),
    sectors: at('us_sectors.csv'),
  }
  if ([...real.files, real.membership, real.sectors].every(existsSync)) {
    return { ...real, what: 'members of the S&P 500, 2000 to 2020' }
  }
  writeSyntheticMarket(scratch, { assets: 820, from: '2000-01-03', to: '2020-12-31' })
  return {
    files: [join(scratch, 'prices.csv')],
    membership: join(scratch, 'membership.csv'),
    sectors: join(scratch, 'sectors.csv'),
    what: `a synthetic market of the size of the S&P 500: no prices in ${folder}`,
  }
}
