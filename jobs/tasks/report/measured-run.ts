import type { AxisValues } from '../../../src/accounts/axis-values.js'
import { capacityOf } from '../../../src/accounts/capacity.js'
import { type CostRates, DEFAULT_COST_RATES } from '../../../src/accounts/costs.js'
import { deflatedSharpe } from '../../../src/accounts/deflated-sharpe.js'
import { type MeasureErrors, measureErrorsOf } from '../../../src/accounts/measure-errors.js'
import { type Measures, measuresOf } from '../../../src/accounts/measures.js'
import { mean, quantile } from '../../../src/accounts/moments.js'
import { type PnlRow, pnlOf } from '../../../src/accounts/pnl.js'
import type { PredictionDay } from '../../../src/accounts/prediction-day.js'
import {
  type PredictionMeasures,
  predictionMeasuresOf,
} from '../../../src/accounts/prediction-measures.js'
import { type Alpha, alphaOf } from '../../../src/accounts/regression/alpha.js'
import { excessOf, type WealthMeasures, wealthMeasuresOf } from '../../../src/accounts/wealth.js'
import type { Lag } from '../../../src/performance/accounts.js'
import { type HedgePart, hedgedNetOver } from '../../../src/performance/hedged-splits.js'
import type { RunSeries } from './run-series.js'

/** Measures of a range of a run's dates, and how sure they are. */
export interface RunMeasures extends Measures, MeasureErrors {
  /** Mean of `Σ w`. */
  readonly netExposure: number | null
  /** Median of `(Σ|w|)² / Σ w²`. */
  readonly effectiveNames: number | null
  /** Capital whose trades fit into 1, 5 and 10 % of the usual volume; null without volumes. */
  readonly capacity: readonly (number | null)[]
  /** Of net and of hedged net on the factors given; null without them. */
  readonly alpha: Alpha | null
  readonly hedgedAlpha: Alpha | null
  /** Of net and of hedged net, given the settings tried; null where they are not counted. */
  readonly deflatedSharpe: number | null
  readonly deflatedHedgedSharpe: number | null
  /** Null where nothing was predicted. */
  readonly predictions: PredictionMeasures | null
  /** Of net over the equal-weight universe, over the dates with a return of it. */
  readonly excess: WealthMeasures
}

export interface MeasureOptions {
  readonly lag?: Lag
  readonly rates?: CostRates
  /** Returns of risk factors by date. */
  readonly factors?: ReadonlyMap<string, AxisValues>
  /** Settings of the strategy that were tried on these data. */
  readonly trials?: number
}

export interface MeasuredRun {
  readonly pnl: readonly PnlRow[]
  /** `[T]`, null where the hedge has no beta yet. */
  readonly hedgedNet: readonly (number | null)[]
  /** Measures of rows `from` … `to − 1`. */
  rows(from: number, to: number): RunMeasures
  /** Measures of the dates from one to another, both included. */
  between(from: string, to: string): RunMeasures
}

/** A run's dates at the costs and lag given; the hedge of a range uses the dates before it. */
export function measuredRun(
  series: RunSeries,
  { lag = 0, rates = DEFAULT_COST_RATES, factors, trials }: MeasureOptions = {},
): MeasuredRun {
  const { dates } = series
  const pnl = pnlOf(series.accounts[lag], rates)
  const hedged = hedgedNetOver(hedgeParts(series, pnl), rates)
  const factorDays = factors && dates.map((date) => factors.get(date) ?? [])
  const rows = (from: number, to: number) =>
    rangeMeasures({ series, pnl, hedged, factorDays, rates, trials }, from, to)
  return {
    pnl,
    hedgedNet: hedged,
    rows,
    between(from, to) {
      const first = dates.findIndex((date) => date >= from)
      const beyond = dates.findIndex((date) => date > to)
      return rows(first < 0 ? dates.length : first, beyond < 0 ? dates.length : beyond)
    },
  }
}

function hedgeParts({ parts, market }: RunSeries, pnl: readonly PnlRow[]): HedgePart[] {
  let end = 0
  return parts.map(({ length, follows }) => {
    end += length
    const net = pnl.slice(end - length, end).map((row) => row.net)
    return { net, market: market.slice(end - length, end), follows }
  })
}

interface Measured {
  readonly series: RunSeries
  readonly pnl: readonly PnlRow[]
  readonly hedged: readonly (number | null)[]
  /** Factor returns of each date; undefined without them. */
  readonly factorDays: readonly AxisValues[] | undefined
  readonly rates: CostRates
  readonly trials: number | undefined
}

function rangeMeasures(measured: Measured, from: number, to: number): RunMeasures {
  const { series, rates, trials } = measured
  const cut = <T>(values: readonly T[]) => values.slice(from, to)
  const [pnl, hedged] = [pnlOf(cut(measured.pnl), rates), cut(measured.hedged)]
  const { datesPerYear } = series
  const inputs = { pnl, hedgedNet: hedged, market: cut(series.market), rates, datesPerYear }
  const net = pnl.map((row) => row.net)
  const known = hedged.filter((value) => value !== null)
  const factorDays = measured.factorDays && cut(measured.factorDays)
  const predictions = predictionsOf(cut(series.predictions))
  return {
    ...measuresOf({ ...inputs, explainedVariance: explainedVarianceOf(series, from, to) }),
    ...measureErrorsOf(inputs),
    rankIC: predictions?.rankIC ?? null,
    rankICIR: predictions?.rankICIR ?? null,
    predictions,
    excess: excessMeasures(net, inputs.market),
    netExposure: from < to ? mean(cut(series.netExposure)) : null,
    effectiveNames: from < to ? medianOf(cut(series.effectiveNames)) : null,
    capacity: capacityOf(cut(series.fittingCapital)),
    alpha: factorDays ? alphaOf(net, factorDays, datesPerYear) : null,
    hedgedAlpha: factorDays ? alphaOf(hedged, factorDays, datesPerYear) : null,
    deflatedSharpe: trials === undefined ? null : deflatedSharpe(net, trials),
    deflatedHedgedSharpe: trials === undefined ? null : deflatedSharpe(known, trials),
  }
}

function excessMeasures(
  net: readonly number[],
  market: readonly (number | null)[],
): WealthMeasures {
  const excess = excessOf(
    net,
    market.map((value) => value ?? Number.NaN),
  )
  return wealthMeasuresOf(excess.filter((value) => !Number.isNaN(value)))
}

function predictionsOf(days: readonly (PredictionDay | null)[]): PredictionMeasures | null {
  const predicted = days.filter((day) => day !== null)
  return predicted.length === 0 ? null : predictionMeasuresOf(predicted)
}

function medianOf(values: number[]): number {
  return quantile(
    values.sort((a, b) => a - b),
    0.5,
  )
}

/** Mean over the splits that lie in the range: assets present throughout 13 years are few. */
function explainedVarianceOf({ parts }: RunSeries, from: number, to: number): number | null {
  let start = 0
  const inside = parts.flatMap(({ length, explainedVariance }) => {
    const end = start + length
    const within = start >= from && end <= to
    start = end
    return within && explainedVariance !== null ? [explainedVariance] : []
  })
  return inside.length === 0 ? null : mean(inside)
}
