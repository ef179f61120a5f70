import { interval } from '../../jobs/cli/show/run-measures.js'
import { fixed } from '../../jobs/cli/show/table.js'
import type { PairedDifference } from '../../src/accounts/paired-difference.js'
import { first, last } from '../../src/lib/at.js'
import { table } from '../_util/markdown.js'
import { atBothLags, differenceOf, type Range } from '../walk-forward/measures.js'
import { labelOf, type ResultRow } from './plan.js'

export function differenceTable(base: ResultRow, rows: readonly ResultRow[], range: Range): string {
  const [baseNow, baseLate] = [base.returns(0, range), base.returns(1, range)]
  return table([
    ['default less', 'net', 'interval', 'net, lag 1', 'interval', 'hedged, lag 1', 'interval'],
    ...rows
      .filter((row) => row !== base)
      .map((row) => {
        const [now, late] = [row.returns(0, range), row.returns(1, range)]
        return [
          labelOf(row.row),
          ...differenceCells(differenceOf(baseNow.net, now.net)),
          ...differenceCells(differenceOf(baseLate.net, late.net)),
          ...differenceCells(differenceOf(baseLate.hedged, late.hedged)),
        ]
      }),
  ])
}

/** Rows with incomplete runs, each beside the default on the same dates. */
export function soFarTable(base: ResultRow, rows: readonly ResultRow[]): string {
  return table([
    [
      'row',
      'dates',
      'gross SR',
      'net SR',
      'lag 1',
      'hedged, lag 1',
      '±',
      'turnover',
      'the default: net SR',
      'hedged, lag 1',
      'net, default less row',
      'interval',
      'hedged, lag 1',
      'interval',
    ],
    ...rows.map((row) => {
      const { dates } = row.series
      const range = { from: first(dates), to: last(dates) }
      const [now, late] = atBothLags(row, range)
      const [ofBase, lateBase] = atBothLags(base, range)
      return [
        labelOf(row.row),
        `${range.from} to ${range.to}, ${row.series.parts.length} splits`,
        fixed(now.grossSharpe),
        fixed(now.netSharpe),
        fixed(late.netSharpe),
        fixed(late.hedgedNetSharpe),
        fixed(late.netSharpeStandardError),
        fixed(now.turnover, 3),
        fixed(ofBase.netSharpe),
        fixed(lateBase.hedgedNetSharpe),
        ...differenceCells(differenceOf(base.returns(0, range).net, row.returns(0, range).net)),
        ...differenceCells(
          differenceOf(base.returns(1, range).hedged, row.returns(1, range).hedged),
        ),
      ]
    }),
  ])
}

function differenceCells(found: PairedDifference | null): [string, string] {
  return found ? [fixed(found.difference), interval(found.low, found.high)] : ['–', '–']
}
