import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIELDS } from '../prices.js'
import {
  drawMarket,
  rowsOf,
  type SyntheticAsset,
  type SyntheticMarketOptions,
} from './draw-market.js'
import { sectorName } from './listings.js'

/** Writes the panel of `syntheticMarket` as `prices.csv`, `membership.csv` and `sectors.csv`. */
export function writeSyntheticMarket(folder: string, options: SyntheticMarketOptions = {}): void {
  const { assets, dates } = drawMarket(options)
  mkdirSync(folder, { recursive: true })
  const write = (name: string, header: string, rows: readonly string[]) =>
    writeFileSync(join(folder, name), `${[header, ...rows].join('\n')}\n`)
  const priceRows = assets.flatMap((asset) => priceLines(asset, dates))
  write('prices.csv', 'date,symbol,open,high,low,close,adj_close,volume', priceRows)
  const memberships = assets.flatMap((asset) => membershipLines(asset, dates))
  write('membership.csv', 'symbol,member_from,member_to', memberships)
  const sectors = assets.map(({ symbol, name, sector }) =>
    [symbol, name, sectorName(sector)].join(','),
  )
  write('sectors.csv', 'symbol,name,sector', sectors)
}

function priceLines(asset: SyntheticAsset, dates: readonly string[]): string[] {
  return rowsOf(asset, dates.length).map((t) =>
    [dates[t], asset.symbol, ...FIELDS.map((field) => asset.prices[field][t])].join(','),
  )
}

function membershipLines(
  { symbol, memberships }: SyntheticAsset,
  dates: readonly string[],
): string[] {
  return memberships
    .filter(({ from }) => from < dates.length)
    .map(({ from, to }) => [symbol, dates[from], dates[to] ?? ''].join(','))
}
