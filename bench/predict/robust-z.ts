import { quantile } from '../../src/accounts/moments.js'
import { CARRY_DATES, carryLast } from '../../src/characteristics/carry.js'
import { assetHistories } from '../../src/characteristics/history.js'
import type { MarketArrays } from '../../src/characteristics/market-data.js'
import { SEQUENCE_DEFINITIONS } from '../../src/characteristics/sequence.js'
import { eachDate } from '../../src/characteristics/transpose.js'
import type { Panel } from '../../src/data/panel.js'
import { at } from '../../src/lib/at.js'

const CLIP = 3
/** Standard deviations of a normal distribution in its median absolute deviation. */
const NORMAL_MAD = 1.4826

/**
 * The sequence features as robust z-scores, `(x − median) / (1.4826 MAD)` over the universe of a date,
 * clipped to ±3: `[T + 1, N, 20]` in the layout of the ranks that strategies read, 0 where missing.
 */
export function robustFeatures(panel: Panel, market: MarketArrays): Float32Array {
  const { returns, universe } = market
  const [dates, assets] = [panel.dates.length, panel.assets.length]
  const width = SEQUENCE_DEFINITIONS.length
  const histories = assetHistories({ panel, returns, market: market.market })
  const values = new Float32Array((dates + 1) * assets * width)
  const raw = new Float64Array(dates * assets)
  for (const [column, { compute, carry = CARRY_DATES }] of SEQUENCE_DEFINITIONS.entries()) {
    raw.fill(Number.NaN)
    for (const [i, history] of histories.entries()) {
      if (!history) continue
      const known = compute(history)
      carryLast(known, carry)
      raw.set(known, i * dates + history.firstRow)
    }
    eachDate(raw, assets, (t, known) => {
      const row = (t + 1) * assets
      const columns = Array.from(known.keys()).filter(
        (i) => universe[row + i] === 1 && Number.isFinite(known[i]),
      )
      const scores = robustScores(columns.map((i) => at(known, i)))
      columns.forEach((i, j) => {
        values[(row + i) * width + column] = at(scores, j)
      })
    })
  }
  return values
}

export function robustScores(values: readonly number[]): number[] {
  const centre = median(values)
  const spread = NORMAL_MAD * median(values.map((value) => Math.abs(value - centre)))
  const scale = Math.max(spread, 1e-12)
  return values.map((value) => Math.min(CLIP, Math.max(-CLIP, (value - centre) / scale)))
}

function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5)
}
