import { type AxisValues, isMissing } from './axis-values.js'
import { mean, variance } from './moments.js'

export interface ResidualDay {
  readonly returns: AxisValues
  readonly residuals: AxisValues
}

/**
 * `(1/N) Σ_i (1 − Var(ε_i) / Var(R_i))`, variances over time, over the N assets that have a return
 * and a residual on every one of the days (Attention Factors, section 3). Null where there is none.
 */
export function explainedVariance(days: readonly ResidualDay[]): number | null {
  if (days.length < 2) return null
  const shares = assetsThroughout(days).flatMap((asset) => {
    const total = variance(days.map(({ returns }) => Number(returns[asset])))
    const left = variance(days.map(({ residuals }) => Number(residuals[asset])))
    return total === 0 ? [] : [1 - left / total]
  })
  return shares.length === 0 ? null : mean(shares)
}

function assetsThroughout(days: readonly ResidualDay[]): number[] {
  const first = Array.from({ length: days[0].residuals.length }, (_, asset) => asset)
  return days.reduce(
    (assets, { returns, residuals }) =>
      assets.filter((asset) => !isMissing(returns[asset]) && !isMissing(residuals[asset])),
    first,
  )
}
