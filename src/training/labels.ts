import { eachHorizonReturn, type Horizon, type MarketReturns } from './horizon-returns.js'
import { createStandardiser, type LabelKind } from './label-kinds.js'

export interface LabelOptions extends Horizon {
  readonly kind: LabelKind
}

/** The return that the date's book earns, as normal scores. */
export const DEFAULT_LABEL: LabelOptions = { kind: 'normalScore', horizon: 1, labelLag: 0 }

/**
 * Labels `[T, N]`, NaN where there is none: row t is the target of date t, of the return from the close
 * of `t + labelLag − 1` to that of `t + labelLag + horizon − 1`, over the universe of t.
 *
 * A date needs two known returns to have labels. The last `horizon + labelLag − 1` rows have none: their
 * returns end after the data, so that labels of a view which ends with a train range hold nothing of
 * later dates. No label is left out for its size.
 */
export function labels(
  market: MarketReturns,
  options: LabelOptions = DEFAULT_LABEL,
): Float32Array<ArrayBuffer> {
  const { returns, universe } = market
  const assetCount = universe.length - returns.length
  const values = new Float32Array(returns.length).fill(Number.NaN)
  const standardise = createStandardiser(options.kind, assetCount)
  const [known, columns] = [new Float64Array(assetCount), new Int32Array(assetCount)]
  eachHorizonReturn(market, options, (t, row) => {
    let count = 0
    for (let i = 0; i < assetCount; i++) {
      if (universe[t * assetCount + i] === 0 || Number.isNaN(row[i])) continue
      columns[count] = i
      known[count++] = row[i]
    }
    if (count < 2) return
    standardise(known.subarray(0, count))
    for (let j = 0; j < count; j++) values[t * assetCount + columns[j]] = known[j]
  })
  return values
}
