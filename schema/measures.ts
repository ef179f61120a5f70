import type { CostRates } from '../src/accounts/costs.js'
import { type Measures, measuresOf } from '../src/accounts/measures.js'
import type { Performance } from './performance.js'

/** Measures of which those that need further reads are computed only where they are asked for. */
export type LazyMeasures = {
  readonly [Name in keyof Measures]: Measures[Name] | (() => Promise<Measures[Name]>)
}

export function measuresFor(performance: Performance, rates: CostRates): LazyMeasures {
  const { pnl } = performance
  const unknown = pnl.map(() => null)
  const known = { pnl, rates, hedgedNet: unknown, market: unknown }
  return {
    ...measuresOf(known),
    hedgedNetSharpe: async () =>
      measuresOf({ ...known, hedgedNet: await performance.hedgedNet() }).hedgedNetSharpe,
    marketBeta: async () => measuresOf({ ...known, market: await performance.market() }).marketBeta,
    explainedVariance: () => performance.explainedVariance(),
  }
}
