import { DEFAULT_COST_RATES } from '../accounts/costs.js'
import { type PredictionMeasures, predictionMeasuresOf } from '../accounts/prediction-measures.js'
import { type ReliabilityBin, reliabilityOf } from '../accounts/risk-reliability.js'
import { excessOf, type WealthMeasures, wealthMeasuresOf } from '../accounts/wealth.js'
import { takeTurn } from '../lib/turns.js'
import type { StoredSplit } from '../store/read/splits.js'
import type { DateFilter } from './dated-values.js'
import { onDemand } from './on-demand.js'
import { performanceOf } from './performance.js'
import { predictionDaysIn } from './predictions.js'
import type { PerformanceReads } from './reads.js'

/** Net returns of the book at the default costs, and what they are over the equal-weight universe. */
export interface TradedPredictions {
  readonly net: WealthMeasures
  /** Over the dates with a return of the universe. */
  readonly excess: WealthMeasures
}

/** Measures of a split's predictions; those of the book that trades them only if asked for. */
export interface RangePredictionMeasures extends PredictionMeasures {
  /** Sizes of the returns in predicted standard deviations. */
  readonly reliability: readonly ReliabilityBin[]
  traded(): Promise<TradedPredictions>
}

export async function predictionMeasuresIn(
  split: StoredSplit,
  filter: DateFilter,
  reads: PerformanceReads,
): Promise<RangePredictionMeasures> {
  const days = await predictionDaysIn([split], filter, reads)
  await takeTurn()
  return {
    ...predictionMeasuresOf(days),
    reliability: reliabilityOf(days.map(({ zCounts }) => zCounts)),
    traded: onDemand(() => tradedPredictions(split, filter, reads)),
  }
}

async function tradedPredictions(
  split: StoredSplit,
  filter: DateFilter,
  reads: PerformanceReads,
): Promise<TradedPredictions> {
  const options = { filter, rates: DEFAULT_COST_RATES, lag: 0 } as const
  const { pnl, market, datesPerYear } = await performanceOf([split], options, reads)
  const net = pnl.map((row) => row.net)
  const universe = (await market()).map((value) => value ?? Number.NaN)
  const excess = excessOf(net, universe).filter((value) => !Number.isNaN(value))
  return {
    net: wealthMeasuresOf(net, datesPerYear),
    excess: wealthMeasuresOf(excess, datesPerYear),
  }
}
