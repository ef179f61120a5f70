/** E episodes of S steps, `[S, E]` each. */
export interface Episodes {
  readonly rewards: Float64Array
  /** Values of the observations before each step. */
  readonly values: Float64Array
  /** 1 where the episode ended with the step. */
  readonly ends: Uint8Array
  /** `[E]`, values after the last step. */
  readonly lastValues: Float64Array
}

export interface Discounts {
  readonly discount: number
  readonly lambda: number
}

/**
 * Generalised advantage estimation (Schulman et al. 2016), backwards in time:
 * `A_t = δ_t + γ λ (1 − end_t) A_(t+1)` with `δ_t = r_t + γ (1 − end_t) V_(t+1) − V_t`; the returns that
 * values learn are `A + V`. `[S, E]` each.
 */
export function advantages(
  { rewards, values, ends, lastValues }: Episodes,
  { discount, lambda }: Discounts,
): { readonly advantages: Float64Array; readonly returns: Float64Array } {
  const count = lastValues.length
  const found = new Float64Array(rewards.length)
  for (let at = rewards.length - 1; at >= 0; at--) {
    const isLast = at >= rewards.length - count
    const next = isLast ? lastValues[at % count] : values[at + count]
    const following = isLast ? 0 : found[at + count]
    const goesOn = 1 - ends[at]
    const error = rewards[at] + discount * goesOn * next - values[at]
    found[at] = error + discount * lambda * goesOn * following
  }
  return { advantages: found, returns: found.map((advantage, at) => advantage + values[at]) }
}
