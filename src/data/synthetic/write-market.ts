import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { FIELDS } from '../prices.js'
import {
  planMarket,
  rowsOf,
  type SyntheticAsset,
  type SyntheticMarketOptions,
} from './draw-market.js'
import { type Listing, sectorName } from './listings.js'

/**
 * Writes the panel of `syntheticMarket` as `prices.csv`, `membership.csv` and `sectors.csv`. One asset is in
 * memory at a time.
 */
export function writeSyntheticMarket(folder: string, options: SyntheticMarketOptions = {}): void {
  const { listings, draw, dates } = planMarket(options)
  mkdirSync(folder, { recursive: true })
  const write = (name: string, header: string, rowsOfListing: (listing: Listing) => string[]) =>
    writeRows(join(folder, name), header, listings, rowsOfListing)
  write('prices.csv', 'date,symbol,open,high,low,close,adj_close,volume', (listing) =>
    priceLines(draw(listing), dates),
  )
  write('membership.csv', 'symbol,member_from,member_to', (listing) =>
    membershipLines(listing, dates),
  )
  write('sectors.csv', 'symbol,name,sector', ({ symbol, name, sector }) => [
    [symbol, name, sectorName(sector)].join(','),
  ])
}

function writeRows(
  path: string,
  header: string,
  listings: readonly Listing[],
  rowsOfListing: (listing: Listing) => readonly string[],
): void {
  const file = openSync(path, 'w')
  const write = (rows: readonly string[]) => {
    if (rows.length > 0) appendFileSync(file, `${rows.join('\n')}\n`)
  }
  try {
    write([header])
    for (const listing of listings) write(rowsOfListing(listing))
  } finally {
    closeSync(file)
  }
}

function priceLines(asset: SyntheticAsset, dates: readonly string[]): string[] {
  return rowsOf(asset, dates.length).map((t) =>
    [dates[t], asset.symbol, ...FIELDS.map((field) => asset.prices[field][t])].join(','),
  )
}

function membershipLines({ symbol, memberships }: Listing, dates: readonly string[]): string[] {
  return memberships
    .filter(({ from }) => from < dates.length)
    .map(({ from, to }) => [symbol, dates[from], dates[to] ?? ''].join(','))
}
