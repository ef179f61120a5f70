import type { PartFragment } from '../api/operations.js'
import { SignedBar } from '../marks/bar.js'
import type { Column } from '../parts/column.js'
import { Table } from '../parts/table.js'
import { largest } from '../series/cumulate.js'
import { fixed, signedPercent } from '../text/format.js'
import { partName } from './part-name.js'

interface AttributionTableProps {
  readonly parts: readonly PartFragment[]
  readonly searchable?: boolean
}

/** Contributions to net PnL with their mean exposures. */
export function AttributionTable({ parts, searchable = false }: AttributionTableProps) {
  const limit = largest(parts.map(({ contribution }) => contribution))
  return (
    <Table
      caption="Attribution"
      columns={attributionColumns(limit)}
      rows={parts}
      searchable={searchable}
    />
  )
}

export const attributionColumns = (limit: number): Column<PartFragment>[] => [
  { label: 'Part', name: 'part', header: true, value: ({ label }) => partName(label) },
  {
    label: 'Exposure',
    name: 'exposure',
    title: 'Mean over the dates',
    numeric: true,
    value: ({ exposure }) => exposure,
    cell: ({ exposure }) => fixed(exposure, 3),
    absent: 'Residual and cost are no exposure.',
  },
  {
    label: 'Contribution',
    name: 'contribution',
    numeric: true,
    value: ({ contribution }) => contribution,
    cell: ({ contribution }) => (
      <>
        {signedPercent(contribution, 2)}
        <SignedBar value={contribution} limit={limit} />
      </>
    ),
  },
]
