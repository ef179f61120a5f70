import type { AssetHistory } from './history.js'

/** Adjusted closes of the dates with a row, NaN on the others: none is carried forward. */
export function filedPrice({ price, high }: AssetHistory): Float64Array {
  return price.map((value, t) => (Number.isNaN(high[t]) ? Number.NaN : value))
}

/** Shares traded where above 0, else NaN. */
export function shares({ volume }: AssetHistory): Float64Array {
  return volume.map((value) => (value > 0 ? value : Number.NaN))
}
