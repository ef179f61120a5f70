import type { MarketView } from '../data/source.js'
import { product } from '../tensor/gram.js'

/**
 * Which characteristics drive each factor: `Σ_i W_ki X_im / Σ_i |W_ki|`, `[K, M]`, over the universe
 * of the view's `nextDate`; 0 for a factor without weights.
 */
export function characteristicLoads(
  { characteristics, dates, assets }: MarketView,
  weights: Float32Array,
  universe: Int32Array,
  factorCount: number,
): Float32Array<ArrayBuffer> {
  const { values, definitions } = characteristics
  const [n, count] = [universe.length, definitions.length]
  const loads = new Float32Array(factorCount * count)
  if (n === 0 || count === 0) return loads
  const decided = dates.length * assets.length * count
  const ranks = new Float64Array(n * count)
  universe.forEach((asset, i) => {
    const row = decided + asset * count
    for (let m = 0; m < count; m++) ranks[i * count + m] = values[row + m]
  })
  const sums = product(Float64Array.from(weights), ranks, factorCount, n)
  for (let k = 0; k < factorCount; k++) {
    const size = sizeOf(weights.subarray(k * n, (k + 1) * n))
    for (let m = 0; m < count && size > 0; m++) loads[k * count + m] = sums[k * count + m] / size
  }
  return loads
}

function sizeOf(weights: Float32Array): number {
  let size = 0
  for (const weight of weights) size += Math.abs(weight)
  return size
}
