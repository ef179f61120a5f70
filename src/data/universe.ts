import { sharedFloat64, sharedUint8 } from '../lib/shared-arrays.js'
import type { Panel } from './panel.js'

/**
 * The universe, shape `[T + 1, N]`: 1 where the asset is a member on t and has a return on t−1.
 * Whether it has a row on t does not matter. Row T is the universe of the panel's `nextDate`.
 */
export function universe(
  panel: Pick<Panel, 'assets' | 'members'>,
  returns: Float64Array,
): Uint8Array {
  const assetCount = panel.assets.length
  const eligible = sharedUint8(panel.members.length)
  for (let cell = assetCount; cell < eligible.length; cell++) {
    const known = !Number.isNaN(returns[cell - assetCount])
    eligible[cell] = known && panel.members[cell] === 1 ? 1 : 0
  }
  return eligible
}

/**
 * Return of the equal-weight universe, shape `[T]`: `m_t = Σ_{i ∈ U_t} R_ti / |U_t|`, a missing
 * return counting 0; 0 where the universe is empty.
 */
export function equalWeightMarket(returns: Float64Array, universe: Uint8Array): Float64Array {
  const assetCount = universe.length - returns.length
  const dateCount = assetCount === 0 ? 0 : returns.length / assetCount
  const market = sharedFloat64(dateCount)
  for (let t = 0; t < dateCount; t++) {
    let sum = 0
    let count = 0
    for (let cell = t * assetCount; cell < (t + 1) * assetCount; cell++) {
      if (universe[cell] === 0) continue
      count++
      const value = returns[cell] ?? Number.NaN
      if (!Number.isNaN(value)) sum += value
    }
    market[t] = count === 0 ? 0 : sum / count
  }
  return market
}
