import { SignedBar } from '../../../marks/bar.js'
import type { Column } from '../../../parts/column.js'
import { Table } from '../../../parts/table.js'
import { largest } from '../../../series/cumulate.js'
import { fixed, signedPercent } from '../../../text/format.js'
import type { SectorExposure } from './book.js'

/** Exposure by sector. */
export function SectorTable({ rows }: { readonly rows: readonly SectorExposure[] }) {
  const limit = largest(rows.map(({ net }) => net))
  return <Table caption="Exposure by sector" columns={sectorColumns(limit)} rows={rows} />
}

export const sectorColumns = (limit: number): Column<SectorExposure>[] => [
  { label: 'Sector', name: 'sector', header: true, value: ({ label }) => label },
  {
    label: 'Gross',
    name: 'gross',
    numeric: true,
    value: ({ gross }) => gross,
    cell: ({ gross }) => fixed(gross, 3),
  },
  {
    label: 'Net',
    name: 'net',
    numeric: true,
    value: ({ net }) => net,
    cell: ({ net }) => (
      <>
        {signedPercent(net)}
        <SignedBar value={net} limit={limit} />
      </>
    ),
  },
]
