import { amount, interval, plusMinus } from '../../jobs/cli/show/run-measures.js'
import { fixed } from '../../jobs/cli/show/table.js'
import { atBothLags } from '../walk-forward/measures.js'
import type { Parts } from './parts.js'
import { labelOf, type ResultRow } from './plan.js'

export function defaultSummary(base: ResultRow, { all, later, page }: Parts): string {
  const [now, late] = atBothLags(base, all)
  const [, lateLater] = atBothLags(base, later)
  return [
    `The default, ${labelOf(base.row)} with ${base.run?.seeds.length} seeds, earned a net Sharpe ratio of`,
    `${plusMinus(now.netSharpe, now.netSharpeStandardError)} (lag 1: ${fixed(late.netSharpe)}) in ${page.from}–${page.to}; after a market hedge`,
    `${plusMinus(now.hedgedNetSharpe, now.hedgedNetSharpeStandardError)} (lag 1: ${fixed(late.hedgedNetSharpe)}). The attainable ratio, hedged, at lag 1`,
    `and without ${page.from}, is ${plusMinus(lateLater.hedgedNetSharpe, lateLater.hedgedNetSharpeStandardError)}, interval ${interval(lateLater.hedgedNetSharpeLow, lateLater.hedgedNetSharpeHigh)}. Its book is net long`,
    `${fixed(now.netExposure)} with market beta ${fixed(now.marketBeta)}, trades ${fixed(now.turnover, 3)} a day, breaks even at ${fixed(now.breakEvenCostBps, 0)} bp`,
    `(lag 1: ${fixed(late.breakEvenCostBps, 0)}) and has ${fixed(now.effectiveNames, 0)} effective names;`,
    `its capacity at 5 % of the 20-day volume is ${amount(now.capacity[1] ?? null, '$')}. ${base.trials} settings of this strategy were tried on these`,
    `data; the deflated Sharpe ratio, hedged at lag 1, is ${fixed(late.deflatedHedgedSharpe, 3)} over ${page.from}–${page.to} and ${fixed(lateLater.deflatedHedgedSharpe, 3)} without ${page.from}.`,
  ].join('\n')
}
