import type { MarketView } from '../data/source.js'

/**
 * Which characteristics drive each factor: `Σ_i W_ki X_im / Σ_i |W_ki|`, `[K, M]`, over the universe
 * of the view's `nextDate`; 0 for a factor without weights.
 */
export function characteristicLoads(
  { characteristics, dates, assets }: MarketView,
  weights: Float32Array,
  universe: Int32Array,
): Float32Array<ArrayBuffer> {
  const { values, definitions } = characteristics
  const [n, count] = [universe.length, definitions.length]
  const factorCount = n === 0 ? 0 : weights.length / n
  const decided = dates.length * assets.length * count
  const loads = new Float32Array(factorCount * count)
  for (let k = 0; k < factorCount; k++) {
    const sums = new Float64Array(count)
    let size = 0
    for (let i = 0; i < n; i++) {
      const weight = weights[k * n + i]
      if (weight === 0 || universe[i] >= assets.length) continue // a factor portfolio has none
      size += Math.abs(weight)
      const row = decided + universe[i] * count
      for (let m = 0; m < count; m++) sums[m] += weight * values[row + m]
    }
    for (let m = 0; m < count && size > 0; m++) loads[k * count + m] = sums[m] / size
  }
  return loads
}
