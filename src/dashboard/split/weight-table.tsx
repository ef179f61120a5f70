import type { WeightFragment } from '../api/operations.js'
import { Bar } from '../marks/bar.js'
import { AssetLink } from '../parts/asset-link.js'
import type { Column } from '../parts/column.js'
import { Table } from '../parts/table.js'
import { percent } from '../text/format.js'

interface WeightTableProps {
  readonly caption: string
  readonly rows: readonly WeightFragment[]
  readonly limit: number
  readonly searchable?: boolean
}

/** Weights with their bars; the name of an asset where it has one, else its sector. */
export function WeightTable({ caption, rows, limit, searchable = false }: WeightTableProps) {
  return (
    <Table
      caption={caption}
      columns={weightColumns(caption, limit)}
      rows={rows}
      searchable={searchable}
    />
  )
}

export const weightColumns = (caption: string, limit: number): Column<WeightFragment>[] => [
  {
    label: caption,
    name: 'asset',
    header: true,
    value: ({ asset }) => asset.symbol,
    cell: ({ asset }) => <AssetLink asset={asset} />,
  },
  {
    label: '',
    title: 'Name or sector',
    fills: true,
    value: ({ asset }) => asset.name ?? asset.sector,
    absent: () => null,
    cell: ({ asset }) => (
      <span title={asset.sector ?? undefined}>{asset.name ?? asset.sector}</span>
    ),
  },
  {
    label: 'Weight',
    name: 'weight',
    numeric: true,
    value: ({ weight }) => weight,
    cell: ({ weight }) => (
      <>
        {percent(weight, 2)}
        <Bar value={weight} limit={limit} />
      </>
    ),
  },
]
