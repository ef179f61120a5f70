import { fixed } from '../../jobs/cli/show/table.js'
import { atBothLags, type Range } from '../walk-forward/measures.js'
import { labelOf, type ResultRow } from './plan.js'

const MOST_SHARPE = 1.7
const EXPLAINED = { from: 0.38, to: 0.6 }

/** Rows outside the bounds for these data, or a statement that there is none. */
export function checks(rows: readonly ResultRow[], range: Range): string {
  const beyond = rows.flatMap((row) => {
    const [now, late] = atBothLags(row, range)
    const sharpes = [now, late].flatMap((m) => [m.netSharpe ?? 0, m.hedgedNetSharpe ?? 0])
    const best = Math.max(...sharpes)
    const ev = now.explainedVariance
    return [
      ...(best > MOST_SHARPE
        ? [`- ${labelOf(row.row)}: a Sharpe ratio of ${fixed(best)} after costs`]
        : []),
      ...(ev !== null &&
      row.row.strategy === 'attention-longconv' &&
      (ev < EXPLAINED.from || ev > EXPLAINED.to)
        ? [`- ${labelOf(row.row)}: explained variance ${fixed(ev)}`]
        : []),
    ]
  })
  const bounds = `A net or hedged Sharpe ratio above ${MOST_SHARPE} at 5 bp, or attention factors that explain less than ${EXPLAINED.from} or more than ${EXPLAINED.to} of the variance (bounds of K 8 to 30: fewer factors can only explain less)`
  return beyond.length === 0
    ? `${bounds}: no row is outside them.`
    : [`${bounds}. Outside are:`, '', ...beyond].join('\n')
}
