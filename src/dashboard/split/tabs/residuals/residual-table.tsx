import { SignedBar } from '../../../marks/bar.js'
import { AssetLink } from '../../../parts/asset-link.js'
import type { Column } from '../../../parts/column.js'
import { Table } from '../../../parts/table.js'
import { signedPercent } from '../../../text/format.js'
import type { ResidualRow } from './residual-rows.js'

interface ResidualTableProps {
  readonly caption: string
  readonly rows: readonly ResidualRow[]
  readonly limit: number
}

/** Residuals with the weights of their assets. */
export function ResidualTable({ caption, rows, limit }: ResidualTableProps) {
  return <Table caption={caption} columns={residualColumns(limit)} rows={rows} />
}

/** A dataset may have been ingested without sectors. */
const NO_SECTOR = 'No sector was ingested for it.'

export const residualColumns = (limit: number): Column<ResidualRow>[] => [
  {
    label: 'Asset',
    name: 'asset',
    header: true,
    value: ({ symbol }) => symbol,
    cell: ({ symbol, position }) => (
      <AssetLink asset={{ symbol, name: position?.asset.name ?? null }} />
    ),
  },
  {
    label: 'Sector',
    fills: true,
    value: ({ position }) => position?.asset.sector,
    absent: (row) => (row.position ? NO_SECTOR : null),
  },
  {
    label: 'Residual',
    name: 'residual',
    numeric: true,
    value: ({ value }) => value,
    cell: ({ value }) => (
      <>
        {signedPercent(value, 2)}
        <SignedBar value={value} limit={limit} />
      </>
    ),
  },
  {
    label: 'Weight',
    name: 'weight',
    title: 'Asset weight of the date',
    numeric: true,
    value: ({ position }) => position?.weight,
    cell: ({ position }) => signedPercent(position?.weight, 2),
    absent: 'It has no position on this date.',
  },
]
