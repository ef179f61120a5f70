/**
 * Contrarian weights, `p_i = mean_g(S) − S_i` with `S_i = Σ_l r_i,l` over the L returns of asset i's
 * window and the mean over its group g: short assets that rose relative to their group, `Σ p = 0` in each.
 *
 * `windows` is `[m, L]`, `groups` `[m]`. (Lehmann 1990; Jegadeesh 1990, without their normalisation.)
 */
export function reversal(windows: Float32Array, groups: Int32Array): Float32Array<ArrayBuffer> {
  const count = groups.length
  const lookback = count === 0 ? 0 : windows.length / count
  const sums = Float64Array.from(groups, (_, i) => {
    let sum = 0
    for (let l = 0; l < lookback; l++) sum += windows[i * lookback + l]
    return sum
  })
  const totals = new Map<number, { sum: number; size: number }>()
  groups.forEach((group, i) => {
    const total = totals.get(group) ?? { sum: 0, size: 0 }
    totals.set(group, { sum: total.sum + sums[i], size: total.size + 1 })
  })
  return Float32Array.from(groups, (group, i) => {
    const { sum, size } = totals.get(group) ?? { sum: 0, size: 1 }
    return sum / size - sums[i]
  })
}
