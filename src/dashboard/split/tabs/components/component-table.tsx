import { Sparkline } from '../../../marks/sparkline.js'
import type { Column } from '../../../parts/column.js'
import { Table } from '../../../parts/table.js'
import { percent } from '../../../text/format.js'
import type { ComponentRow } from './component-rows.js'

const ID_LETTERS = 8

interface ComponentTableProps {
  readonly rows: readonly ComponentRow[]
  readonly date: string
}

/** One row a component. */
export function ComponentTable({ rows, date }: ComponentTableProps) {
  return <Table id="component-table" caption="Components" columns={columnsOf(date)} rows={rows} />
}

function columnsOf(date: string): Column<ComponentRow>[] {
  const on = ({ days }: ComponentRow) => days.find((day) => day.date === date)?.weight
  const mean = ({ days }: ComponentRow) =>
    days.reduce((sum, { weight }) => sum + weight / days.length, 0)
  return [
    { label: 'Strategy', name: 'strategy', header: true, value: ({ title }) => title },
    { label: 'Run', name: 'run', value: ({ run }) => run.slice(0, ID_LETTERS) },
    {
      label: 'Weight by date',
      cell: ({ days }) => <Sparkline values={days.map(({ weight }) => weight)} width={150} />,
    },
    {
      label: 'Mean',
      name: 'mean',
      numeric: true,
      value: mean,
      cell: (row) => percent(mean(row), 1),
    },
    {
      label: date,
      name: 'weight',
      numeric: true,
      value: on,
      cell: (row) => percent(on(row), 1),
      absent: 'No weights were decided for this date.',
    },
    {
      label: 'Replaced since',
      name: 'stale',
      value: ({ stale }) => stale.join(', ') || 'no',
    },
  ]
}
