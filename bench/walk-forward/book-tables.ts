import { interval } from '../../jobs/cli/show/run-measures.js'
import { fixed, percent } from '../../jobs/cli/show/table.js'
import { table } from '../_util/markdown.js'
import { excessReturns } from './excess.js'
import { COSTS, differenceOf, LAGS, type MeasuredRow, type Range } from './measures.js'
import type { RunRow } from './runs.js'

type Measured = MeasuredRow<RunRow>

/** Books over the equal-weight universe, at both lags and several costs. */
export function portfolioTable(rows: readonly Measured[], range: Range): string {
  return table([
    [
      'predictor',
      'lag',
      'excess gross',
      ...COSTS.map((cost) => `net of ${cost} bp`),
      '±',
      'Sharpe of excess',
      '±',
      'turnover',
      'net SR',
      '±',
      'hedged SR',
      '±',
      'beta',
      'largest fall',
    ],
    ...rows.flatMap((row) =>
      LAGS.map((lag) => {
        const m = row.at(lag, range)
        const at5 = excessReturns(row, lag, range, 5)
        return [
          lag === 0 ? row.row.label : '',
          String(lag),
          percent(at5.gross),
          ...COSTS.map((cost) => percent(excessReturns(row, lag, range, cost).net)),
          percent(at5.netError),
          fixed(at5.netSharpe),
          fixed(at5.netSharpeError),
          fixed(m.turnover, 3),
          fixed(m.netSharpe),
          fixed(m.netSharpeStandardError),
          fixed(m.hedgedNetSharpe),
          fixed(m.hedgedNetSharpeStandardError),
          fixed(m.marketBeta),
          percent(m.maxDrawdown),
        ]
      }),
    ),
  ])
}

/** Sharpe ratios of a row less those of each other row, on the same dates, at 5 bp. */
export function sharpeDifferences(base: Measured, rows: readonly Measured[], range: Range): string {
  const cells = (lag: 0 | 1, of: 'net' | 'hedged', row: Measured) => {
    const found = differenceOf(base.returns(lag, range)[of], row.returns(lag, range)[of])
    return found ? [fixed(found.difference), interval(found.low, found.high)] : ['–', '–']
  }
  return table([
    [
      `${base.row.label} less`,
      'net',
      'interval',
      'net, lag 1',
      'interval',
      'hedged, lag 1',
      'interval',
    ],
    ...rows
      .filter((row) => row !== base)
      .map((row) => [
        row.row.label,
        ...cells(0, 'net', row),
        ...cells(1, 'net', row),
        ...cells(1, 'hedged', row),
      ]),
  ])
}

/** The runs behind a page. */
export function runTable(rows: readonly Measured[]): string {
  return table([
    ['row', 'run', 'settings beside the defaults', 'seeds', 'engine', 'commit', 'trained'],
    ...rows.map(({ row, run, trainSeconds }) => [
      row.id,
      run?.id.slice(0, 8) ?? '',
      Object.keys(row.settings).length === 0 ? '' : `\`${JSON.stringify(row.settings)}\``,
      run?.seeds.join(' ') ?? '',
      run?.engine ?? '',
      run?.commit?.slice(0, 7) ?? '',
      trainSeconds > 0 ? `${fixed(trainSeconds / 60, 1)} min` : '',
    ]),
  ])
}
