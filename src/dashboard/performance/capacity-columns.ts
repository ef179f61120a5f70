import type { RunCapacityQuery } from '../api/operations.js'
import type { Column } from '../parts/column.js'
import { amount, fixed, percent, signedPercent } from '../text/format.js'

type Point = NonNullable<RunCapacityQuery['run']>['capacity']['points'][number]

export const CAPACITY_COLUMNS: readonly Column<Point>[] = [
  {
    label: 'Capital',
    name: 'capital',
    numeric: true,
    value: ({ capital }) => capital,
    cell: ({ capital }) => amount(capital),
  },
  {
    label: 'Impact a year',
    name: 'impact',
    numeric: true,
    value: ({ impact }) => impact,
    cell: ({ impact }) => percent(impact),
  },
  {
    label: 'Net return a year',
    name: 'meanNet',
    numeric: true,
    value: ({ meanNet }) => meanNet,
    cell: ({ meanNet }) => signedPercent(meanNet),
  },
  {
    label: 'Net Sharpe',
    name: 'netSharpe',
    numeric: true,
    value: ({ netSharpe }) => netSharpe,
    cell: ({ netSharpe }) => fixed(netSharpe),
    absent: 'Net returns do not vary.',
  },
]
