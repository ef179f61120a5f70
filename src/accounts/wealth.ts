import { maxDrawdown } from './drawdown.js'
import { mean, TRADING_DAYS, variance } from './moments.js'
import { annualisedSharpe } from './sharpe.js'

/**
 * Numbers of daily returns r, T of them, as papers on portfolio management print them: the first four
 * of the summed returns, the others of compounded wealth, which starts at 1. No risk-free rate,
 * population sd, d dates a year, 252 by default; null where undefined.
 */
export interface WealthMeasures {
  readonly days: number
  /** `d r̄` */
  readonly annualReturn: number | null
  /** `r̄ / sd · √d` */
  readonly sharpe: number | null
  /** Largest fall of the cumulative sum below its running peak. */
  readonly maxDrawdown: number | null
  /** `annualReturn / maxDrawdown` */
  readonly calmar: number | null
  /** CW: `Π (1 + r)` */
  readonly cumulativeWealth: number | null
  /** APY: `CW^{d/T} − 1` */
  readonly apy: number | null
  /** AVO: `sd · √d` */
  readonly annualVolatility: number | null
  /** ASR: `APY / AVO` */
  readonly annualSharpe: number | null
  /** MDD: `max (peak − wealth) / peak` */
  readonly wealthDrawdown: number | null
  /** CR: `APY / MDD` */
  readonly wealthCalmar: number | null
}

/** Of a portfolio's daily net returns, or of its excess over the equal-weight universe (`excessOf`). */
export function wealthMeasuresOf(
  returns: readonly number[],
  datesPerYear = TRADING_DAYS,
): WealthMeasures {
  const annualReturn = returns.length === 0 ? null : mean(returns) * datesPerYear
  const summedFall = maxDrawdown(returns)
  const wealth = cumulativeWealth(returns)
  const apy = wealth === null ? null : wealth ** (datesPerYear / returns.length) - 1
  const volatility = returns.length < 2 ? null : Math.sqrt(variance(returns) * datesPerYear)
  const fall = wealthDrawdown(returns)
  return {
    days: returns.length,
    annualReturn,
    sharpe: annualisedSharpe(returns, datesPerYear),
    maxDrawdown: summedFall,
    calmar: ratio(annualReturn, summedFall),
    cumulativeWealth: wealth,
    apy,
    annualVolatility: volatility,
    annualSharpe: ratio(apy, volatility),
    wealthDrawdown: fall,
    wealthCalmar: ratio(apy, fall),
  }
}

/** `r_t − m_t`, `[T]`: what daily returns earn over the equal-weight universe. */
export function excessOf(returns: ArrayLike<number>, market: ArrayLike<number>): number[] {
  return Array.from(returns, (value, t) => value - market[t])
}

/** `Π (1 + r)`, at least 0: nothing is left after a loss of everything. Null of nothing. */
function cumulativeWealth(returns: readonly number[]): number | null {
  if (returns.length === 0) return null
  return returns.reduce((wealth, value) => wealth * Math.max(0, 1 + value), 1)
}

/** `max (peak − wealth) / peak`, the first peak being the 1 that wealth starts at; null of nothing. */
function wealthDrawdown(returns: readonly number[]): number | null {
  if (returns.length === 0) return null
  let [wealth, peak, fall] = [1, 1, 0]
  for (const value of returns) {
    wealth *= Math.max(0, 1 + value)
    peak = Math.max(peak, wealth)
    fall = Math.max(fall, (peak - wealth) / peak)
  }
  return fall
}

function ratio(value: number | null, by: number | null): number | null {
  return value === null || by === null || by === 0 ? null : value / by
}
