import { Bar } from '../../../marks/bar.js'
import { AssetLink } from '../../../parts/asset-link.js'
import type { Column } from '../../../parts/column.js'
import { Table } from '../../../parts/table.js'
import { largest } from '../../../series/cumulate.js'
import { count, percent } from '../../../text/format.js'
import type { Code } from './types.js'

/** The assets that had a code most often, and their sectors. */
export function AssetTables({ code: { nearest, sectors } }: { readonly code: Code }) {
  if (nearest.length === 0) {
    return <p class="dim columns">It does not occur in the test range.</p>
  }
  return (
    <div class="columns">
      <div>
        <h3>Nearest assets</h3>
        <Table
          caption="Assets that had the code most often"
          columns={nearestColumns(largest(nearest.map((row) => row.count)))}
          rows={nearest}
        />
      </div>
      <div>
        <h3>Sectors</h3>
        <Table
          caption="Sectors of its assets"
          columns={sectorColumns(largest(sectors.map(({ share }) => share)))}
          rows={sectors}
        />
      </div>
    </div>
  )
}

const nearestColumns = (limit: number): Column<Code['nearest'][number]>[] => [
  {
    label: 'Asset',
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
  },
  {
    label: 'Dates',
    name: 'dates',
    numeric: true,
    value: (row) => row.count,
    cell: (row) => (
      <>
        {count(row.count)}
        <Bar value={row.count} limit={limit} />
      </>
    ),
  },
]

const sectorColumns = (limit: number): Column<Code['sectors'][number]>[] => [
  { label: 'Sector', name: 'sector', header: true, value: ({ sector }) => sector },
  {
    label: 'Share',
    name: 'share',
    numeric: true,
    value: ({ share }) => share,
    cell: ({ share }) => (
      <>
        {percent(share)}
        <Bar value={share} limit={limit} />
      </>
    ),
  },
]
