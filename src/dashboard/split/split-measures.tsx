import { absentMeasure } from '../lineup/absent-measure.js'
import type { Measures } from '../lineup/lineup.js'
import { Facts } from '../parts/facts.js'
import { basisPoints, fixed, percent, withError } from '../text/format.js'

type Entry = readonly [label: string, key: keyof Measures, show: (m: Measures) => string]

const ENTRIES: readonly Entry[] = [
  ['Net Sharpe', 'netSharpe', (m) => withError(m.netSharpe, m.netSharpeStandardError)],
  ['Hedged', 'hedgedNetSharpe', (m) => fixed(m.hedgedNetSharpe)],
  ['Gross', 'grossSharpe', (m) => fixed(m.grossSharpe)],
  ['Net return', 'meanNet', (m) => percent(m.meanNet)],
  ['Volatility', 'volatility', (m) => percent(m.volatility)],
  ['Drawdown', 'maxDrawdown', (m) => percent(m.maxDrawdown)],
  ['Turnover', 'turnover', (m) => fixed(m.turnover, 3)],
  ['Break-even', 'breakEvenCostBps', (m) => basisPoints(m.breakEvenCostBps)],
  ['Beta', 'marketBeta', (m) => fixed(m.marketBeta)],
]

/** The measures of a split in one line. */
export function SplitMeasures({ measures }: { readonly measures: Measures }) {
  return (
    <Facts
      facts={ENTRIES.map(([label, key, show]) => ({
        label,
        value: show(measures),
        absent: absentMeasure(key),
      }))}
    />
  )
}
