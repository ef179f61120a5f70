const TILE_DATES = 64

/** `[T, N]` by date → `[N, T]` by asset. */
export function byAsset(byDate: Float64Array | Float32Array, assetCount: number): Float64Array {
  const columns = new Float64Array(byDate.length)
  const dateCount = byDate.length / assetCount
  for (let start = 0; start < dateCount; start += TILE_DATES) {
    const end = Math.min(start + TILE_DATES, dateCount)
    for (let i = 0; i < assetCount; i++) {
      for (let t = start; t < end; t++) columns[i * dateCount + t] = byDate[t * assetCount + i]
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
    for (let i = 0; i < assetCount; i++) {
      for (let t = start; t < end; t++) {
        tile[(t - start) * assetCount + i] = byAsset[i * dateCount + t]
      }
    }
    for (let t = start; t < end; t++) {
      visit(t, tile.subarray((t - start) * assetCount, (t - start + 1) * assetCount))
    }
  }
}
