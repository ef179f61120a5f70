import { type AxisValues, isMissing } from './axis-values.js'
import { BASIS_POINT, type CostRates, DEFAULT_COST_RATES } from './costs.js'
import { maxDrawdown } from './drawdown.js'
import { betaOf, mean, TRADING_DAYS, variance } from './moments.js'
import type { PnlRow } from './pnl.js'
import { annualisedSharpe, sharpeStandardError } from './sharpe.js'

/** Numbers of a return series: fractions, annualised by the dates a year where it applies; null if undefined. */
export interface Measures {
  readonly days: number
  readonly grossSharpe: number | null
  readonly netSharpe: number | null
  readonly netSharpeStandardError: number | null
  readonly hedgedNetSharpe: number | null
  /** Annualised means of the daily returns. */
  readonly meanGross: number | null
  readonly meanNet: number | null
  /** Of `hedgedNet`, over the dates that have one. */
  readonly meanHedgedNet: number | null
  /** Annualised sd of net. */
  readonly volatility: number | null
  readonly hedgedNetVolatility: number | null
  readonly maxDrawdown: number | null
  readonly hedgedNetMaxDrawdown: number | null
  /** Means per day. */
  readonly turnover: number | null
  readonly shortExposure: number | null
  /** The trading cost at which the mean net return is 0. */
  readonly breakEvenCostBps: number | null
  readonly explainedVariance: number | null
  /** Beta of net on the equal-weight universe. */
  readonly marketBeta: number | null
  readonly rankIC: number | null
  readonly rankICIR: number | null
}

export interface MeasureInputs {
  readonly pnl: readonly PnlRow[]
  /** `[T]` of `hedgedNet`, the dates of `pnl`. */
  readonly hedgedNet: readonly (number | null)[]
  /** `[T]` returns of the equal-weight universe, the dates of `pnl`. */
  readonly market: AxisValues
  readonly rates?: CostRates
  /** Of `explainedVariance`; null for a strategy without residuals. */
  readonly explainedVariance?: number | null
  /** Of the dataset's calendar; 252 by default. */
  readonly datesPerYear?: number
}

export function measuresOf(inputs: MeasureInputs): Measures {
  const { pnl, hedgedNet, market, rates = DEFAULT_COST_RATES } = inputs
  const { datesPerYear = TRADING_DAYS } = inputs
  const gross = pnl.map((row) => row.gross)
  const net = pnl.map((row) => row.net)
  const hedged = hedgedNet.filter((value) => value !== null)
  const turnover = meanOrNull(pnl.map((row) => row.turnover))
  const shortExposure = meanOrNull(pnl.map((row) => row.shortExposure))
  return {
    days: pnl.length,
    grossSharpe: annualisedSharpe(gross, datesPerYear),
    netSharpe: annualisedSharpe(net, datesPerYear),
    netSharpeStandardError: sharpeStandardError(net, datesPerYear),
    hedgedNetSharpe: annualisedSharpe(hedged, datesPerYear),
    meanGross: annualised(meanOrNull(gross), datesPerYear),
    meanNet: annualised(meanOrNull(net), datesPerYear),
    meanHedgedNet: annualised(meanOrNull(hedged), datesPerYear),
    volatility: volatility(net, datesPerYear),
    hedgedNetVolatility: volatility(hedged, datesPerYear),
    maxDrawdown: maxDrawdown(net),
    hedgedNetMaxDrawdown: maxDrawdown(hedged),
    turnover,
    shortExposure,
    breakEvenCostBps: breakEvenCostBps(meanOrNull(gross), turnover, shortExposure, rates),
    explainedVariance: inputs.explainedVariance ?? null,
    marketBeta: marketBeta(net, market),
    rankIC: null,
    rankICIR: null,
  }
}

/** `(mean gross − shortCostBps·1e-4·mean short) / mean turnover`, in basis points. */
function breakEvenCostBps(
  gross: number | null,
  turnover: number | null,
  shortExposure: number | null,
  { shortCostBps }: CostRates,
): number | null {
  if (gross === null || shortExposure === null || !turnover) return null
  return (gross - shortCostBps * BASIS_POINT * shortExposure) / turnover / BASIS_POINT
}

function marketBeta(net: readonly number[], market: AxisValues): number | null {
  const known = net.map((_, t) => t).filter((t) => !isMissing(market[t]))
  return betaOf(
    known.map((t) => net[t]),
    known.map((t) => Number(market[t])),
  )
}

function volatility(daily: readonly number[], datesPerYear: number): number | null {
  return daily.length < 2 ? null : Math.sqrt(variance(daily) * datesPerYear)
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values)
}

function annualised(daily: number | null, datesPerYear: number): number | null {
  return daily === null ? null : daily * datesPerYear
}
