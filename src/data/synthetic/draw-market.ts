import { UserError } from '../../lib/errors.js'
import { sessionsBetween } from '../calendar/xnys.js'
import { createListing, type Listing } from './listings.js'
import { drawPrices, type PriceColumns } from './prices.js'
import { type AssetTruth, drawAsset, drawFactorReturns, type ResidualOptions } from './returns.js'

export interface SyntheticMarketOptions extends Partial<ResidualOptions> {
  readonly seed?: number
  /** How many assets are created in all; those listed after `to` are left out. */
  readonly assets?: number
  readonly from?: string
  readonly to?: string
}

export interface SyntheticAsset extends Listing {
  readonly truth: AssetTruth
  readonly prices: PriceColumns
}

/** A market whose assets are drawn one at a time: each takes nine columns over all dates. */
export interface PlannedMarket {
  /** By symbol. */
  readonly listings: readonly Listing[]
  draw(listing: Listing): SyntheticAsset
  readonly dates: readonly string[]
  /** `[T, K]` */
  readonly factorReturns: Float64Array
}

/** Random streams of a seed: one for the factors, then four an asset. */
const FACTOR_STREAM = 1
const STREAMS_PER_ASSET = 4

export interface DrawnMarket extends Omit<PlannedMarket, 'listings' | 'draw'> {
  readonly assets: readonly SyntheticAsset[]
}

export function drawMarket(options: SyntheticMarketOptions): DrawnMarket {
  const { listings, draw, dates, factorReturns } = planMarket(options)
  return { assets: listings.map(draw), dates, factorReturns }
}

export function planMarket({
  seed = 1,
  assets: created = 40,
  from = '2009-01-02',
  to = '2020-12-31',
  signal = 0.8,
  residualVolatility = 0.02,
  persistence = 0.85,
}: SyntheticMarketOptions): PlannedMarket {
  assertOption('signal', signal, signal >= 0 && signal <= 1, 'from 0 (noise) to 1')
  assertOption('persistence', persistence, persistence >= 0 && persistence < 1, 'in [0, 1)')
  assertOption('assets', created, Number.isInteger(created) && created > 0, 'a positive integer')
  const dates = sessionsBetween(from, to)
  assertOption('from … to', `${from} … ${to}`, dates.length > 0, 'a range with a session')
  const factorReturns = drawFactorReturns(seed, FACTOR_STREAM, dates.length)
  const residual = { signal, residualVolatility, persistence }
  const listings = Array.from({ length: created }, (_, index) =>
    createListing(seed, index, (index + 1) * STREAMS_PER_ASSET),
  )
    .filter(({ firstRow }) => firstRow < dates.length)
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  const draw = (listing: Listing) => drawSyntheticAsset(seed, listing, factorReturns, residual)
  return { listings, draw, dates, factorReturns }
}

function drawSyntheticAsset(
  seed: number,
  listing: Listing,
  factorReturns: Float64Array,
  residual: ResidualOptions,
): SyntheticAsset {
  const { sector, firstRow, stream } = listing
  const truth = drawAsset({ seed, stream: stream + 1, sector }, factorReturns, residual)
  const { size, returns } = truth
  const prices = drawPrices({ seed, stream: stream + 2, size }, returns, firstRow)
  return { ...listing, truth, prices }
}

/** Rows of the dates on which an asset has a price. */
export function rowsOf(asset: Listing, dateCount: number): number[] {
  const rows: number[] = []
  for (let t = asset.firstRow; t <= Math.min(asset.lastRow, dateCount - 1); t++) {
    if (!asset.isHole(t)) rows.push(t)
  }
  return rows
}

function assertOption(name: string, value: unknown, holds: boolean, valid: string): void {
  if (!holds) throw new UserError(`synthetic market: ${name} is ${value}; give ${valid}`)
}
