import type { Measures } from '../lineup/lineup.js'
import { basisPoints, fixed, percent, withError } from '../text/format.js'

/** The measures of a split in one line. */
export function SplitMeasures({ measures: m }: { readonly measures: Measures }) {
  const entries: readonly (readonly [string, string])[] = [
    ['Net Sharpe', withError(m.netSharpe, m.netSharpeStandardError)],
    ['Hedged', fixed(m.hedgedNetSharpe)],
    ['Gross', fixed(m.grossSharpe)],
    ['Net return', percent(m.meanNet)],
    ['Volatility', percent(m.volatility)],
    ['Drawdown', percent(m.maxDrawdown)],
    ['Turnover', fixed(m.turnover, 3)],
    ['Break-even', basisPoints(m.breakEvenCostBps)],
    ['Beta', fixed(m.marketBeta)],
  ]
  return (
    <dl class="line">
      {entries.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
