const TILE_DATES = 64

/** Doubles of one line of the processor's cache. */
const LINE = 8

/** Assets from one to before another. */
export interface AssetRange {
  readonly from: number
  readonly to: number
}

/** `[T, N]` by date → `[N, T]` by asset, of all assets or of a range. */
export function byAsset(
  byDate: Float64Array | Float32Array,
  assetCount: number,
  { from, to }: AssetRange = { from: 0, to: assetCount },
): Float64Array {
  const dateCount = byDate.length / assetCount
  const columns = new Float64Array(dateCount * (to - from))
  for (let start = 0; start < dateCount; start += TILE_DATES) {
    const end = Math.min(start + TILE_DATES, dateCount)
    for (let i = from; i < to; i++) {
      const column = (i - from) * dateCount
      for (let t = start; t < end; t++) columns[column + t] = byDate[t * assetCount + i]
    }
  }
  return columns
}

/** Calls `visit` with the values `[N]` of each date from `first` on of an array `[N, T]` by asset, dates ascending. */
export function eachDate(
  byAsset: Float64Array,
  assetCount: number,
  visit: (t: number, values: Float64Array) => void,
  first = 0,
): void {
  const dateCount = byAsset.length / assetCount
  const tile = new Float64Array(TILE_DATES * assetCount)
  for (let start = first; start < dateCount; start += TILE_DATES) {
    const end = Math.min(start + TILE_DATES, dateCount)
    fillTile(tile, byAsset, assetCount, { start, end })
    for (let t = start; t < end; t++) {
      visit(t, tile.subarray((t - start) * assetCount, (t - start + 1) * assetCount))
    }
  }
}

/** The dates from `start` to before `end`, `[end − start, N]`: some assets at a time, whose lines stay in the cache. */
function fillTile(
  tile: Float64Array,
  byAsset: Float64Array,
  assetCount: number,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  const dateCount = byAsset.length / assetCount
  for (let first = 0; first < assetCount; first += LINE) {
    const last = Math.min(first + LINE, assetCount)
    for (let t = start; t < end; t++) {
      const to = (t - start) * assetCount
      for (let i = first; i < last; i++) tile[to + i] = byAsset[i * dateCount + t]
    }
  }
}
