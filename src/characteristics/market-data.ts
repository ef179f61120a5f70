import { averageDollarVolume } from '../data/dollar-volume.js'
import type { Panel } from '../data/panel.js'
import { assetReturns } from '../data/returns.js'
import type { MarketData, MarketView } from '../data/source.js'
import { suspendedAssets } from '../data/suspended.js'
import { equalWeightMarket, universe } from '../data/universe.js'
import { lowerBound } from '../lib/dates.js'
import { UserError } from '../lib/errors.js'
import { BAR_DEFINITIONS, BARS } from './bars.js'
import type { ColumnStore } from './column-store.js'
import { characteristics, namedCharacteristics } from './compute.js'
import { distinctSectors, sectorIndices } from './sectors.js'
import type { CharacteristicSelection } from './selection.js'

/**
 * The market data of strategies over all dates: plain values and arrays in shared memory, so that a
 * worker thread gets them without a copy.
 */
export interface MarketArrays extends MarketView {}

export interface MarketArraysOptions {
  /** Which characteristics; the standard ones by default. Of `none` there are the names alone. */
  readonly selection?: CharacteristicSelection | 'none'
  /** Bars too; none by default. */
  readonly bars?: boolean
  /** Columns of characteristics that were computed before. */
  readonly store?: ColumnStore
  /** Number of ranked characteristics done, and of all. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Returns, universe and market of a panel: what every strategy reads. */
export interface MarketBase {
  readonly panel: Panel
  readonly arrays: Omit<MarketArrays, 'characteristics' | 'bars'>
}

export function marketArrays(panel: Panel, options: MarketArraysOptions = {}): MarketArrays {
  return withCharacteristics(marketBase(panel), options)
}

export function marketBase(panel: Panel): MarketBase {
  const returns = assetReturns(panel)
  const eligible = universe(panel, returns)
  const arrays = {
    dates: panel.dates,
    assets: panel.assets,
    nextDate: panel.nextDate,
    sectors: distinctSectors(panel.sectors),
    sectorOf: sectorIndices(panel.sectors),
    returns,
    universe: eligible,
    market: equalWeightMarket(returns, eligible),
    datesPerYear: panel.calendar?.datesPerYear,
    factors: panel.factors,
    grossFactors: panel.grossFactors,
    averageDollarVolume: averageDollarVolume(panel),
    suspended: panel.suspensions ? suspendedAssets(panel) : undefined,
  }
  return { panel, arrays }
}

export function withCharacteristics(
  { panel, arrays }: MarketBase,
  { selection, bars = false, store, onProgress }: MarketArraysOptions = {},
): MarketArrays {
  const { returns, universe, market } = arrays
  const inputs = { panel, returns, universe, market, store }
  return {
    ...arrays,
    characteristics:
      selection === 'none'
        ? namedCharacteristics(panel)
        : characteristics({ ...inputs, selection, onProgress }),
    ...(bars && { bars: { values: characteristics({ ...inputs, selection: BARS }).values } }),
  }
}

export function marketData(arrays: MarketArrays): MarketData {
  const { dates, assets, nextDate } = arrays
  const rowOf = new Map(dates.map((date, t) => [date, t]))
  return {
    dates,
    assets,
    nextDate,
    asOf(date) {
      const t = rowOf.get(date)
      if (t === undefined) throw new UserError(notATradingDate(date, dates))
      return viewTo(arrays, t)
    },
  }
}

/** The view whose last date is row t: each array cut there, none copied. */
function viewTo(arrays: MarketArrays, t: number): MarketView {
  const { assets, characteristics, bars } = arrays
  const assetCount = assets.length
  return {
    ...arrays,
    dates: arrays.dates.slice(0, t + 1),
    nextDate: arrays.dates[t + 1] ?? arrays.nextDate,
    returns: arrays.returns.subarray(0, (t + 1) * assetCount),
    universe: arrays.universe.subarray(0, (t + 2) * assetCount),
    market: arrays.market.subarray(0, t + 1),
    factors: arrays.factors && {
      names: arrays.factors.names,
      returns: arrays.factors.returns.subarray(0, (t + 1) * arrays.factors.names.length),
    },
    averageDollarVolume: arrays.averageDollarVolume?.subarray(0, (t + 2) * assetCount),
    suspended: arrays.suspended?.subarray(0, (t + 2) * assetCount),
    characteristics: {
      definitions: characteristics.definitions,
      values: characteristics.values.subarray(
        0,
        (t + 2) * assetCount * characteristics.definitions.length,
      ),
    },
    ...(bars && {
      bars: { values: bars.values.subarray(0, (t + 2) * assetCount * BAR_DEFINITIONS.length) },
    }),
  }
}

function notATradingDate(date: string, dates: readonly string[]): string {
  const next = lowerBound(dates, date)
  const neighbours = [dates[next - 1], dates[next]].filter((neighbour) => neighbour !== undefined)
  return `${date} is not a date of this dataset; nearest: ${neighbours.join(' and ')}`
}
