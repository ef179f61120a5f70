import type { AssetHistory, Reach } from './history.js'
import {
  rollingCount,
  rollingCovariance,
  rollingMax,
  rollingMean,
  rollingSkewness,
  rollingSum,
  rollingVariance,
} from './rolling.js'

/** One characteristic, before any ranking. */
export interface CharacteristicDefinition {
  readonly name: string
  readonly group: string
  /** Dates between the last one it uses and the one it is known before. */
  readonly lag: number
  readonly reach: Reach
  /** Number of dates over which its last known value replaces a missing one; `CARRY_DATES` by default. */
  readonly carry?: number
  /** Ranked over the universe by default; `own` values are not transformed, 0 where missing. */
  readonly scale?: 'rank' | 'own'
  /** `R` return, `P` adjusted close, `m` market return, `V` shares, `D` dollar volume. */
  readonly formula: string
  /** Entry t uses only entries up to t; not finite where unknown. */
  compute(history: AssetHistory): Float64Array
}

const WEEK = 5
const MONTH = 21
const TWO_MONTHS = 42
const QUARTER = 63
const HALF_YEAR = 126
const YEAR = 252
const THREE_YEARS = 756
/** A multiple of every window that is summed in blocks. */
const FIVE_YEARS = 1260

const pastReturns = define('past returns', [
  ['Ret_D1', 'R_t', ({ returns }) => returns.slice()],
  ['Ret_W1', 'Σ log(1 + R), 5 dates, at least 3', weekReturn],
  ['STD_W1', 'sd(R), 5 dates, at least 4', ({ returns }) => sd(returns, WEEK, 4)],
  ['r2_1', 'P_t / P_{t−21} − 1', ({ price }) => growth(price, 0, MONTH)],
  ['r12_2', 'P_{t−21} / P_{t−252} − 1', ({ price }) => growth(price, MONTH, YEAR)],
  ['r12_7', 'P_{t−126} / P_{t−252} − 1', ({ price }) => growth(price, HALF_YEAR, YEAR)],
  ['r36_13', 'P_{t−252} / P_{t−756} − 1', ({ price }) => growth(price, YEAR, THREE_YEARS)],
])

const tradingFrictions = define('trading frictions', [
  ['Rel2High', 'P_t / max(adjusted high), 252 dates, at least 120', relativeToHigh],
  ['Variance', 'var(R), 42 dates, at least 20', variance],
  ['Resid_Var', 'var(R) − cov(R, m)² / var(m), 42 dates, at least 20', residualVariance],
  ['Beta', 'cov(R, m) / var(m), 252 dates, at least 120', (history) => beta(history, YEAR, 120)],
  ['SUV', '(mean₅ log V − mean₁₂₆ log V) / sd₁₂₆ log V, at least 3 and 60', unexplainedVolume],
  ['DolVol', 'mean(D), 63 dates, at least 20', (h) => rollingMean(h.dollarVolume, QUARTER, 20)],
  ['Vol5', 'mean(V), 5 dates, at least 3', ({ volume }) => rollingMean(volume, WEEK, 3)],
  ['Amihud', 'mean(|R| / D), 21 dates, at least 10', illiquidity],
  ['Range', 'mean(log(high / low)), 21 dates, at least 10', (h) => rollingMean(h.range, MONTH, 10)],
  ['Max1m', 'max(R), 21 dates, at least 10', ({ returns }) => rollingMax(returns, MONTH, 10)],
  ['Skew', 'skewness(R), 42 dates, at least 20', (h) => rollingSkewness(h.returns, TWO_MONTHS, 20)],
])

/**
 * The 18 characteristics that need only price and volume: those of Chen, Pelger and Zhu, "Deep
 * Learning in Asset Pricing" (Table IA.XVIII), with the daily windows of our training recipe, and
 * dollar volume, illiquidity (Amihud 2002), range, maximum and skewness beside them.
 */
export const DEFINITIONS: readonly CharacteristicDefinition[] = [
  ...pastReturns,
  ...tradingFrictions,
]

type Row = readonly [name: string, formula: string, compute: CharacteristicDefinition['compute']]

function define(group: string, rows: readonly Row[]): CharacteristicDefinition[] {
  const reach = { dates: THREE_YEARS, block: FIVE_YEARS }
  return rows.map(([name, formula, compute]) => ({
    name,
    group,
    lag: 1,
    reach,
    formula,
    compute,
  }))
}

function weekReturn({ returns }: AssetHistory): Float64Array {
  const sums = rollingSum(returns.map(Math.log1p), WEEK)
  const counts = rollingCount(returns, WEEK)
  return sums.map((sum, t) => (counts[t] < 3 ? Number.NaN : sum))
}

/** `P_{t−near} / P_{t−far} − 1` */
function growth(price: Float64Array, near: number, far: number): Float64Array {
  const growths = new Float64Array(price.length).fill(Number.NaN)
  for (let t = far; t < price.length; t++) growths[t] = price[t - near] / price[t - far] - 1
  return growths
}

function sd(x: Float64Array, n: number, least: number): Float64Array {
  return rollingVariance(x, n, least).map(Math.sqrt)
}

function relativeToHigh({ price, high }: AssetHistory): Float64Array {
  const highest = rollingMax(high, YEAR, 120)
  return highest.map((value, t) => price[t] / value)
}

function variance({ returns }: AssetHistory): Float64Array {
  return rollingVariance(returns, TWO_MONTHS, 20)
}

function beta(history: AssetHistory, n: number, least: number): Float64Array {
  const [covariance, marketVariance] = marketMoments(history, n, least)
  return covariance.map((value, t) => value / marketVariance[t])
}

function residualVariance(history: AssetHistory): Float64Array {
  const [covariance, marketVariance] = marketMoments(history, TWO_MONTHS, 20)
  return variance(history).map(
    (value, t) => value - (covariance[t] * covariance[t]) / marketVariance[t],
  )
}

/** `cov(R, m)` and `var(m)` over the dates on which the asset has a return. */
function marketMoments({ returns, market }: AssetHistory, n: number, least: number) {
  const matched = market.map((value, t) => (Number.isNaN(returns[t]) ? Number.NaN : value))
  return [rollingCovariance(returns, market, n, least), rollingVariance(matched, n, least)] as const
}

function unexplainedVolume({ volume }: AssetHistory): Float64Array {
  const logs = volume.map((shares) => (shares > 0 ? Math.log(shares) : Number.NaN))
  const recent = rollingMean(logs, WEEK, 3)
  const usual = rollingMean(logs, HALF_YEAR, 60)
  const spread = sd(logs, HALF_YEAR, 60)
  return recent.map((value, t) => (value - usual[t]) / spread[t])
}

function illiquidity({ returns, dollarVolume }: AssetHistory): Float64Array {
  const daily = returns.map((value, t) => Math.abs(value) / dollarVolume[t])
  return rollingMean(daily, MONTH, 10)
}
