import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SyntheticMarketOptions } from '../../src/data/synthetic/draw-market.js'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'

export interface MarketFiles {
  readonly files: readonly string[]
  readonly membership: string
  readonly sectors: string
  readonly what: string
}

const PRICES = ['us_sp500_2000_2020.csv.gz', 'us_sp500_delisted_2000_2018.csv.gz']

/**
 * Real prices in `folder` where they exist, else a synthetic market of their size, written to `scratch`; one of
 * so many assets over twelve and a half years where `assets` are given.
 */
export function marketFiles(
  folder: string,
  scratch: string,
  assets: number | null = null,
): MarketFiles {
  if (assets !== null) {
    const what = `a synthetic market of ${assets.toLocaleString('en')} assets, January 2000 to June 2012`
    return synthetic(scratch, what, { assets, from: '2000-01-03', to: '2012-06-29' })
  }
  const at = (name: string) => join(folder, name)
  const real = {
    files: PRICES.map(at),
    membership: at('us_sp500_membership.csv'),
    sectors: at('us_sectors.csv'),
  }
  if ([...real.files, real.membership, real.sectors].every(existsSync)) {
    return { ...real, what: 'members of the S&P 500, 2000 to 2020' }
  }
  const what = `a synthetic market of the size of the S&P 500: no prices in ${folder}`
  return synthetic(scratch, what, { assets: 820, from: '2000-01-03', to: '2020-12-31' })
}

function synthetic(folder: string, what: string, options: SyntheticMarketOptions): MarketFiles {
  writeSyntheticMarket(folder, options)
  return {
    files: [join(folder, 'prices.csv')],
    membership: join(folder, 'membership.csv'),
    sectors: join(folder, 'sectors.csv'),
    what,
  }
}
