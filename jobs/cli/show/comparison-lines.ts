import type { Against } from '../../../src/dashboard/sheet/model.js'
import { type Column, fixed, table } from './table.js'

const right = (title: string): Column => ({ title, align: 'right' })

const COLUMNS: readonly Column[] = [
  { title: 'on the same dates' },
  ...['days', 'net SR', '± SE', 'less the first', 'hedged SR', 'less the first', 'turnover'].map(
    right,
  ),
]

/** Two runs on the dates that both have; the differences with their intervals of 95 %. */
export function comparisonLines(rows: Against['comparison']): string[] {
  if (!rows[0]?.days) return ['The two have no date in common.']
  return [table(COLUMNS, rows.map(cellsOf))]
}

function cellsOf(row: Against['comparison'][number]): string[] {
  return [
    row.strategy,
    String(row.days),
    fixed(row.netSharpe),
    fixed(row.netSharpeStandardError),
    interval(row.differenceToFirst, row.differenceLow, row.differenceHigh),
    fixed(row.hedgedNetSharpe),
    interval(row.hedgedDifferenceToFirst, row.hedgedDifferenceLow, row.hedgedDifferenceHigh),
    fixed(row.turnover, 3),
  ]
}

function interval(value: number | null, low: number | null, high: number | null): string {
  return value === null ? '' : `${fixed(value)} [${fixed(low)}, ${fixed(high)}]`
}
