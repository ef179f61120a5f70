import { fixed } from '../../jobs/cli/show/table.js'
import { table } from '../_util/markdown.js'
import { excessReturns } from './excess.js'
import type { MeasuredRow, Range } from './measures.js'
import { predictionsOf } from './ranking-tables.js'
import type { RunRow } from './runs.js'

/** A condition of the specification, and whether the figures meet it. */
export interface Bar {
  readonly claim: string
  readonly measured: string
  readonly holds: boolean
}

export function barTable(bars: readonly Bar[]): string {
  return table([
    ['bar', 'measured', ''],
    ...bars.map(({ claim, measured, holds }) => [claim, measured, holds ? 'holds' : '**fails**']),
  ])
}

const [MOST_RANK_IC, MOST_LAGGED, MOST_SHARPE] = [0.04, 0.02, 1.5]

/** F10: figures that are a look-ahead until the opposite is shown. `mostRankIC` is that of the dataset. */
export function alarmBars(
  rows: readonly MeasuredRow<RunRow>[],
  range: Range,
  mostRankIC = MOST_RANK_IC,
): Bar[] {
  return rows.map((row) => {
    const { rankIC, rankICLag1 } = predictionsOf(row, range)
    const { netSharpe } = excessReturns(row, 0, range, 5)
    return {
      claim: `F10 ${row.row.label}: Rank IC ≤ ${mostRankIC}, ≤ ${MOST_LAGGED} at lag 1, Sharpe ratio of the excess ≤ ${MOST_SHARPE}`,
      measured: `${fixed(rankIC, 4)}, ${fixed(rankICLag1, 4)}, ${fixed(netSharpe)}`,
      holds:
        (rankIC ?? Number.NaN) <= mostRankIC &&
        (rankICLag1 ?? Number.NaN) <= MOST_LAGGED &&
        (netSharpe ?? Number.NaN) <= MOST_SHARPE,
    }
  })
}
