import { variance } from '../accounts/moments.js'

/**
 * Adjusted η²: `1 − (SS_within / (n − k)) / (SS_total / (n − 1))`, the share of the variance of values
 * that lies between the k groups of their codes, adjusted for k: 0 in expectation where codes explain
 * nothing, and then below 0 as often as above. Pairs with a NaN are left out; null where `n ≤ k`
 * or the values do not vary.
 */
export function explainedShare(codes: ArrayLike<number>, values: ArrayLike<number>): number | null {
  const groups = groupsOf(codes, values)
  const all = groups.flat()
  const [n, k] = [all.length, groups.length]
  const total = variance(all) * n
  if (n <= k || total === 0) return null
  const within = groups.reduce((sum, group) => sum + variance(group) * group.length, 0)
  return 1 - within / (n - k) / (total / (n - 1))
}

function groupsOf(codes: ArrayLike<number>, values: ArrayLike<number>): number[][] {
  const byCode = new Map<number, number[]>()
  for (let t = 0; t < codes.length; t++) {
    const [code, value] = [codes[t], values[t]]
    if (Number.isNaN(code) || Number.isNaN(value)) continue
    const group = byCode.get(code)
    if (group) group.push(value)
    else byCode.set(code, [value])
  }
  return [...byCode.values()]
}
