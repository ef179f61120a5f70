/** T dates × N assets, row-major by date. */
export interface MarketReturns {
  /** `[T, N]` simple returns, NaN where missing. */
  readonly returns: Float64Array
  /** `[T + 1, N]`, 1 where in the universe. */
  readonly universe: Uint8Array
}

/** Which return a predictor speaks of, in trading dates of the panel. */
export interface Horizon {
  /** h ≥ 1: over how many dates. */
  readonly horizon: number
  /** l ≥ 0: 0 is the return that a book of the date earns, 1 the one after it. */
  readonly labelLag: number
}

/** `horizon + labelLag − 1`: the last dates of a range without a target inside it. */
export function untargetedDates({ horizon, labelLag }: Horizon): number {
  return horizon + labelLag - 1
}

/**
 * `Π_{s = t + l}^{t + l + h − 1} (1 + R_s) − 1`: visits the row `[N]` of each date t whose return ends within
 * the data, dates ascending; the row is reused. NaN where none of the h returns is known: a name that
 * stops trading keeps what it earned until then, and a missing date counts 0.
 */
export function eachHorizonReturn(
  { returns, universe }: MarketReturns,
  horizon: Horizon,
  visit: (t: number, row: Float64Array) => void,
): void {
  const assetCount = universe.length - returns.length
  const dateCount = assetCount === 0 ? 0 : returns.length / assetCount
  const row = new Float64Array(assetCount)
  for (let t = 0; t + untargetedDates(horizon) < dateCount; t++) {
    for (let i = 0; i < assetCount; i++) {
      row[i] = compounded(
        returns,
        (t + horizon.labelLag) * assetCount + i,
        assetCount,
        horizon.horizon,
      )
    }
    visit(t, row)
  }
}

/** `Π (1 + R) − 1` of `count` values from `cell` on, `stride` apart; NaN where none is known. */
function compounded(returns: Float64Array, cell: number, stride: number, count: number): number {
  if (count === 1) return returns[cell]
  let [growth, known] = [1, false]
  for (let s = 0; s < count; s++) {
    const value = returns[cell + s * stride]
    if (Number.isNaN(value)) continue
    growth *= 1 + value
    known = true
  }
  return known ? growth - 1 : Number.NaN
}
