import { at } from '../../lib/at.js'
import { createRandom } from '../../lib/random.js'
import { SYNTHETIC_SECTORS } from './listings.js'

/** The components of a synthetic market: T dates, N assets, K factors, row-major. */
export interface MarketTruth {
  readonly factorNames: readonly string[]
  /** `[N, K]`, constant over time. */
  readonly loadings: Float64Array
  /** `[T, K]` */
  readonly factorReturns: Float64Array
  /** `[T, N]`: `ε_t = x_t − x_{t−1} + u_t`. */
  readonly residuals: Float64Array
  /** `[T, N]`: the deviation x of each price from its fair value, which reverts. */
  readonly deviations: Float64Array
}

export interface AssetTruth {
  /** `[K]` */
  readonly loadings: Float64Array
  /** Log of the dollar volume over the market's; the loading on the size factor. */
  readonly size: number
  /** `[T]` each. */
  readonly returns: Float64Array
  readonly residuals: Float64Array
  readonly deviations: Float64Array
}

export interface ResidualOptions {
  /** Share of the residual variance that is the reverting deviation; 0 is pure noise. */
  readonly signal: number
  /** Daily standard deviation of the typical residual. */
  readonly residualVolatility: number
  /** `b` of `x_t = b x_{t−1} + z_t`. */
  readonly persistence: number
}

export const SYNTHETIC_FACTORS: readonly string[] = [
  'market',
  ...SYNTHETIC_SECTORS.map(({ name }) => name),
  'size',
]
const FACTOR_COUNT = SYNTHETIC_FACTORS.length
const SIZE_FACTOR = FACTOR_COUNT - 1

const MARKET_DRIFT = 0.0004
const MARKET_VOLATILITY = 0.009
const SECTOR_VOLATILITY = 0.006
const SIZE_VOLATILITY = 0.004
const BETA_SPREAD = 0.25
const VOLATILITY_SPREAD = 0.25
const WORST_RETURN = -0.6

/** Factor returns `[T, K]`: the market, one per sector, and size. */
export function drawFactorReturns(seed: number, stream: number, dateCount: number): Float64Array {
  const random = createRandom(seed, stream)
  const volatilities = SYNTHETIC_FACTORS.map(() => SECTOR_VOLATILITY)
  volatilities[0] = MARKET_VOLATILITY
  volatilities[SIZE_FACTOR] = SIZE_VOLATILITY
  return Float64Array.from({ length: dateCount * FACTOR_COUNT }, (_, cell) => {
    const k = cell % FACTOR_COUNT
    return (k === 0 ? MARKET_DRIFT : 0) + at(volatilities, k) * random.normal()
  })
}

/**
 * One asset: `R_t = Σ_k l_k F_tk + ε_t` with `ε_t = x_t − x_{t−1} + u_t`, `x_t = b x_{t−1} + z_t`.
 *
 * `Var(x_t − x_{t−1}) = 2 σ_z² / (1 + b)`, so `σ_z² = signal · σ² (1 + b) / 2` and
 * `σ_u² = (1 − signal) σ²` keep the residual variance at σ² whatever the signal.
 */
export function drawAsset(
  { seed, stream, sector }: { seed: number; stream: number; sector: number },
  factorReturns: Float64Array,
  { signal, residualVolatility, persistence }: ResidualOptions,
): AssetTruth {
  const random = createRandom(seed, stream)
  const size = random.normal()
  const loadings = new Float64Array(FACTOR_COUNT)
  loadings[0] = 1 + BETA_SPREAD * random.normal()
  loadings[1 + sector] = 1
  loadings[SIZE_FACTOR] = size
  const volatility = residualVolatility * Math.exp(VOLATILITY_SPREAD * random.normal())
  const innovation = volatility * Math.sqrt((signal * (1 + persistence)) / 2)
  const noise = volatility * Math.sqrt(1 - signal)

  const common = commonReturns(loadings, factorReturns)
  const returns = new Float64Array(common.length)
  const residuals = new Float64Array(common.length)
  const deviations = new Float64Array(common.length)
  let deviation = (innovation / Math.sqrt(1 - persistence * persistence)) * random.normal()
  for (const [t, ofFactors] of common.entries()) {
    const next = persistence * deviation + innovation * random.normal()
    const drawn = ofFactors + next - deviation + noise * random.normal()
    const value = Math.max(drawn, WORST_RETURN)
    returns[t] = value
    residuals[t] = value - ofFactors
    deviations[t] = next
    deviation = next
  }
  return { loadings, size, returns, residuals, deviations }
}

/** `Σ_k l_k F_tk`, `[T]`. */
function commonReturns(loadings: Float64Array, factorReturns: Float64Array): Float64Array {
  const common = new Float64Array(factorReturns.length / FACTOR_COUNT)
  for (let t = 0; t < common.length; t++) {
    let sum = 0
    for (const [k, loading] of loadings.entries()) {
      sum += loading * (factorReturns[t * FACTOR_COUNT + k] ?? Number.NaN)
    }
    common[t] = sum
  }
  return common
}
