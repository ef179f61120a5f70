import type { RunReport } from '../../tasks/report/run-report.js'
import { type Column, fixed, table } from './table.js'

const COLUMNS: readonly Column[] = [
  { title: 'strategy' },
  ...['test dates', 'net SR', '± SE', 'hedged SR', 'net SR, lag 1', 'turnover'].map(
    (title): Column => ({ title, align: 'right' }),
  ),
]

/** Measures of runs over all their test dates, a row each. */
export function demoTable(reports: readonly RunReport[]): string {
  return table(COLUMNS, reports.map(cellsOf))
}

function cellsOf({ run, all }: RunReport): string[] {
  if (!all) return [run.strategy, '0', ...COLUMNS.slice(2).map(() => '–')]
  const { measures, lagOne } = all
  return [
    run.strategy,
    String(measures.days),
    fixed(measures.netSharpe),
    fixed(measures.netSharpeStandardError),
    fixed(measures.hedgedNetSharpe),
    fixed(lagOne.netSharpe),
    fixed(measures.turnover),
  ]
}
