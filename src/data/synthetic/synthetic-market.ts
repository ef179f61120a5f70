import { last } from '../../lib/at.js'
import { sharedFloat64, sharedUint8 } from '../../lib/shared-arrays.js'
import { nextSession } from '../calendar/xnys.js'
import type { Panel } from '../panel.js'
import {
  drawMarket,
  rowsOf,
  type SyntheticAsset,
  type SyntheticMarketOptions,
} from './draw-market.js'
import { sectorName } from './listings.js'
import type { PriceColumns } from './prices.js'
import { type MarketTruth, SYNTHETIC_FACTORS } from './returns.js'

export interface SyntheticMarket {
  readonly panel: Panel
  readonly truth: MarketTruth
}

/**
 * A market made from a seed: known factors with constant loadings, sectors, entries, exits, holes,
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
      residuals: byDate(
        assets.map(({ truth }) => truth.residuals),
        dates.length,
      ),
      deviations: byDate(
        assets.map(({ truth }) => truth.deviations),
        dates.length,
      ),
    },
  }
}

function toPanel(assets: readonly SyntheticAsset[], dates: readonly string[]): Panel {
  const field = (name: keyof PriceColumns) => fieldValues(assets, dates.length, name)
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
    nextDate: nextSession(last(dates)),
    supplied: [],
  }
}

/** `[T, N]`, NaN where an asset has no row. */
function fieldValues(
  assets: readonly SyntheticAsset[],
  dateCount: number,
  name: keyof PriceColumns,
): Float64Array {
  const values = sharedFloat64(dateCount * assets.length).fill(Number.NaN)
  assets.forEach((asset, i) => {
    const column = asset.prices[name]
    for (const t of rowsOf(asset, dateCount)) {
      values[t * assets.length + i] = column[t] ?? Number.NaN
    }
  })
  return values
}

/** `[T + 1, N]`. The end of an interval after the last date is not known yet. */
function memberRows(assets: readonly SyntheticAsset[], dateCount: number): Uint8Array {
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

/** Columns `[T]` of N assets as `[T, N]`. */
function byDate(columns: readonly Float64Array[], dateCount: number): Float64Array {
  const values = new Float64Array(dateCount * columns.length)
  for (const [i, column] of columns.entries()) {
    for (const [t, value] of column.entries()) values[t * columns.length + i] = value
  }
  return values
}
