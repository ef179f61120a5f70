import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../lib/errors.js'
import { sharedFloat64, sharedUint8 } from '../../lib/shared-arrays.js'
import { nextSession, sessionsBetween } from '../calendar.js'
import type { Panel } from '../panel.js'
import { createListing, type Listing, SYNTHETIC_SECTORS } from './listings.js'
import { drawPrices, type PriceColumns } from './prices.js'
import {
  type AssetTruth,
  drawAsset,
  drawFactorReturns,
  type MarketTruth,
  type ResidualOptions,
  SYNTHETIC_FACTORS,
} from './returns.js'

export interface SyntheticMarketOptions extends Partial<ResidualOptions> {
  readonly seed?: number
  /** How many assets are ever created; those listed after `to` do not show. */
  readonly assets?: number
  readonly from?: string
  readonly to?: string
}

export interface SyntheticMarket {
  readonly panel: Panel
  readonly truth: MarketTruth
}

const FIELDS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const
/** Streams of a seed: one for the factors, then four an asset. */
const FACTOR_STREAM = 1
const STREAMS_PER_ASSET = 4

interface Asset extends Listing {
  readonly truth: AssetTruth
  readonly prices: PriceColumns
}

/**
 * A market made from a seed: known factors with lasting loadings, sectors, entries, exits, holes,
 * splits, dividends, and deviations from fair value that revert (`signal`; 0 makes it pure noise).
 * A market to a later date, or of more assets, extends one to an earlier date, or of fewer.
 */
export function syntheticMarket(options: SyntheticMarketOptions = {}): SyntheticMarket {
  const { assets, dates, factorReturns } = drawMarket(options)
  return {
    panel: toPanel(assets, dates),
    truth: {
      factorNames: SYNTHETIC_FACTORS,
      factorReturns,
      loadings: Float64Array.from(assets.flatMap(({ truth }) => [...truth.loadings])),
      residuals: byDate(assets.map(({ truth }) => truth.residuals)),
      deviations: byDate(assets.map(({ truth }) => truth.deviations)),
    },
  }
}

/** Writes the panel of `syntheticMarket` as `prices.csv`, `membership.csv` and `sectors.csv`. */
export function writeSyntheticMarket(folder: string, options: SyntheticMarketOptions = {}): void {
  const { assets, dates } = drawMarket(options)
  mkdirSync(folder, { recursive: true })
  const write = (name: string, header: string, rows: readonly string[]) =>
    writeFileSync(join(folder, name), `${[header, ...rows].join('\n')}\n`)
  write(
    'prices.csv',
    'date,symbol,open,high,low,close,adj_close,volume',
    assets.flatMap((asset) =>
      rowsOf(asset, dates.length).map((t) =>
        [dates[t], asset.symbol, ...FIELDS.map((field) => asset.prices[field][t])].join(','),
      ),
    ),
  )
  write(
    'membership.csv',
    'symbol,member_from,member_to',
    assets.flatMap(({ symbol, memberships }) =>
      memberships
        .filter(({ from }) => from < dates.length)
        .map(({ from, to }) => [symbol, dates[from], dates[to] ?? ''].join(',')),
    ),
  )
  write(
    'sectors.csv',
    'symbol,name,sector',
    assets.map(({ symbol, name, sector }) => [symbol, name, sectorName(sector)].join(',')),
  )
}

function drawMarket({
  seed = 1,
  assets: created = 40,
  from = '2009-01-02',
  to = '2020-12-31',
  signal = 0.8,
  residualVolatility = 0.02,
  persistence = 0.85,
}: SyntheticMarketOptions) {
  assertOption('signal', signal, signal >= 0 && signal <= 1, 'from 0 (noise) to 1')
  assertOption('persistence', persistence, persistence >= 0 && persistence < 1, 'in [0, 1)')
  assertOption('assets', created, Number.isInteger(created) && created > 0, 'a positive integer')
  const dates = sessionsBetween(from, to)
  assertOption('from … to', `${from} … ${to}`, dates.length > 0, 'a range with a session')
  const factorReturns = drawFactorReturns(seed, FACTOR_STREAM, dates.length)
  const residual = { signal, residualVolatility, persistence }
  const assets = Array.from({ length: created }, (_, index): Asset => {
    const stream = (index + 1) * STREAMS_PER_ASSET
    const listing = createListing(seed, index, stream)
    const truth = drawAsset(
      { seed, stream: stream + 1, sector: listing.sector },
      factorReturns,
      residual,
    )
    const prices = drawPrices(
      { seed, stream: stream + 2, size: truth.size },
      truth.returns,
      listing.firstRow,
    )
    return { ...listing, truth, prices }
  })
    .filter(({ firstRow }) => firstRow < dates.length)
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  return { assets, dates, factorReturns }
}

function toPanel(assets: readonly Asset[], dates: readonly string[]): Panel {
  const field = (name: keyof PriceColumns) => {
    const values = sharedFloat64(dates.length * assets.length).fill(Number.NaN)
    assets.forEach((asset, i) => {
      for (const t of rowsOf(asset, dates.length)) {
        values[t * assets.length + i] = asset.prices[name][t]
      }
    })
    return values
  }
  return {
    dates,
    assets: assets.map(({ symbol }) => symbol),
    names: assets.map(({ name }) => name),
    sectors: assets.map(({ sector }) => sectorName(sector)),
    open: field('open'),
    high: field('high'),
    low: field('low'),
    close: field('close'),
    adjClose: field('adjClose'),
    volume: field('volume'),
    members: memberRows(assets, dates.length),
    nextDate: nextSession(dates[dates.length - 1]),
    supplied: [],
  }
}

/** `[T + 1, N]`. An interval beyond the last date is not known yet. */
function memberRows(assets: readonly Asset[], dateCount: number): Uint8Array {
  const members = sharedUint8((dateCount + 1) * assets.length)
  assets.forEach(({ memberships }, i) => {
    for (const { from, to } of memberships) {
      if (from >= dateCount) continue
      const end = to < dateCount ? to : dateCount + 1
      for (let t = from; t < end; t++) members[t * assets.length + i] = 1
    }
  })
  return members
}

function rowsOf(asset: Listing, dateCount: number): number[] {
  const rows: number[] = []
  for (let t = asset.firstRow; t <= Math.min(asset.lastRow, dateCount - 1); t++) {
    if (!asset.isHole(t)) rows.push(t)
  }
  return rows
}

function byDate(columns: readonly Float64Array[]): Float64Array {
  const [dateCount, width] = [columns[0].length, columns.length]
  const values = new Float64Array(dateCount * width)
  columns.forEach((column, i) => {
    for (let t = 0; t < dateCount; t++) values[t * width + i] = column[t]
  })
  return values
}

function sectorName(sector: number): string {
  return SYNTHETIC_SECTORS[sector].name
}

function assertOption(name: string, value: unknown, holds: boolean, valid: string): void {
  if (!holds) throw new UserError(`synthetic market: ${name} is ${value}; give ${valid}`)
}
