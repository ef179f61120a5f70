/** Largest fall of the cumulative sum below its running peak, which starts at 0; null for an empty series. */
export function maxDrawdown(returns: ArrayLike<number>): number | null {
  if (returns.length === 0) return null
  let [sum, peak, fall] = [0, 0, 0]
  for (let i = 0; i < returns.length; i++) {
    sum += returns[i]
    peak = Math.max(peak, sum)
    fall = Math.max(fall, peak - sum)
  }
  return fall
}
