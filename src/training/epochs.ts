import { TRADING_DAYS } from '../accounts/moments.js'
import type { TrainingEpoch } from '../results.js'

/** What is measured of an epoch, before its place in a training is known. */
export type EpochMeasures = Omit<TrainingEpoch, 'seed' | 'epoch' | 'best'>

const UNKNOWN: EpochMeasures = {
  loss: null,
  netSharpe: null,
  grossSharpe: null,
  turnover: null,
  explainedVariance: null,
  effectiveFactors: null,
  metrics: [],
}

/** An epoch's known numbers; what a method does not measure is null, what it adds is a named metric. */
export function epochOf({
  metrics = {},
  ...known
}: Partial<Omit<EpochMeasures, 'metrics'>> & {
  readonly metrics?: Readonly<Record<string, number>>
}): EpochMeasures {
  const named = Object.entries(metrics).map(([name, value]) => ({ name, value }))
  return { ...UNKNOWN, ...known, metrics: named }
}

/** Means over the blocks of an epoch: loss, daily net and gross Sharpe ratio, turnover, explained variance. */
export function sharpeEpoch(
  [loss, netSharpe, grossSharpe, turnover, explainedVariance]: readonly number[],
  effectiveFactors: number,
): EpochMeasures {
  return epochOf({
    loss,
    netSharpe: annualSharpe(netSharpe),
    grossSharpe: annualSharpe(grossSharpe),
    turnover,
    explainedVariance,
    effectiveFactors,
  })
}

/** A daily Sharpe ratio over a year. */
export function annualSharpe(daily: number): number {
  return daily * Math.sqrt(TRADING_DAYS)
}
