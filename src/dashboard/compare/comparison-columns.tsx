import type { ComparisonQuery } from '../api/operations.js'
import { absentMeasure } from '../lineup/absent-measure.js'
import type { Column } from '../parts/column.js'
import { fixed, signedFixed, withError } from '../text/format.js'

type Row = ComparisonQuery['compare'][number]

/** The columns of a comparison; bounds of intervals are in the file as columns of their own. */
export function comparisonColumns(titleOf: (name: string) => string): Column<Row>[] {
  return [
    {
      label: 'Strategy',
      name: 'strategy',
      header: true,
      value: ({ strategy }) => titleOf(strategy),
    },
    {
      label: 'Net Sharpe',
      name: 'netSharpe',
      numeric: true,
      value: ({ netSharpe }) => netSharpe,
      cell: (row) => withError(row.netSharpe, row.netSharpeStandardError),
      absent: absentMeasure('netSharpe'),
    },
    interval('Net, less the first', 'difference', [
      'differenceToFirst',
      'differenceLow',
      'differenceHigh',
    ]),
    ...bounds(['differenceLow', 'differenceHigh']),
    {
      label: 'Hedged net',
      name: 'hedgedNetSharpe',
      numeric: true,
      value: ({ hedgedNetSharpe }) => hedgedNetSharpe,
      cell: (row) => withError(row.hedgedNetSharpe, row.hedgedNetSharpeStandardError),
      absent: absentMeasure('hedgedNetSharpe'),
    },
    interval('Hedged, less the first', 'hedgedDifference', [
      'hedgedDifferenceToFirst',
      'hedgedDifferenceLow',
      'hedgedDifferenceHigh',
    ]),
    ...bounds(['hedgedDifferenceLow', 'hedgedDifferenceHigh']),
    {
      label: 'Gross',
      name: 'grossSharpe',
      numeric: true,
      wide: true,
      value: ({ grossSharpe }) => grossSharpe,
      cell: ({ grossSharpe }) => fixed(grossSharpe),
    },
    {
      label: 'Turnover',
      name: 'turnover',
      numeric: true,
      wide: true,
      value: ({ turnover }) => turnover,
      cell: ({ turnover }) => fixed(turnover, 3),
    },
    {
      label: 'Rank IC',
      name: 'rankIC',
      title: 'Of strategies that predict returns',
      numeric: true,
      wide: true,
      value: ({ rankIC }) => rankIC,
      cell: ({ rankIC }) => fixed(rankIC, 4),
      absent: 'It predicts no returns.',
    },
  ]
}

type Bound = 'differenceToFirst' | 'differenceLow' | 'differenceHigh'
type HedgedBound = 'hedgedDifferenceToFirst' | 'hedgedDifferenceLow' | 'hedgedDifferenceHigh'

function interval(
  label: string,
  name: string,
  [middle, low, high]: readonly [Bound | HedgedBound, Bound | HedgedBound, Bound | HedgedBound],
): Column<Row> {
  return {
    label,
    name,
    title: 'Difference of the Sharpe ratios, and its 95 % interval',
    numeric: true,
    value: (row) => row[middle],
    cell: (row) =>
      `${signedFixed(row[middle])}${row[low] === null ? '' : ` (${signedFixed(row[low])} to ${signedFixed(row[high])})`}`,
    absent: 'Differences are to this strategy, or there are too few dates.',
  }
}

/** In the file alone. */
function bounds(names: readonly (Bound | HedgedBound)[]): Column<Row>[] {
  return names.map((name) => ({ label: '', name, value: (row) => row[name] }))
}
