import { hrefFor } from '../address/current.js'
import { SignedBar } from '../marks/bar.js'
import type { Column } from '../parts/column.js'
import { Table } from '../parts/table.js'
import { largest } from '../series/cumulate.js'
import { signedFixed } from '../text/format.js'

interface Exposure {
  readonly factor: number
  readonly before: number | null
  readonly after: number | null
}

interface ExposureTableProps {
  readonly before: readonly (number | null)[]
  readonly after: readonly (number | null)[]
}

/** Exposure to each factor, before and after the trades. */
export function ExposureTable({ before, after }: ExposureTableProps) {
  return (
    <Table
      caption="Factor exposures"
      columns={exposureColumns(largest(before))}
      rows={exposureRows(before, after)}
    />
  )
}

export function exposureRows(
  before: readonly (number | null)[],
  after: readonly (number | null)[],
): Exposure[] {
  return before.map((value, factor) => ({ factor, before: value, after: after[factor] ?? null }))
}

export const exposureColumns = (limit: number): Column<Exposure>[] => [
  {
    label: 'Factor',
    name: 'factor',
    header: true,
    value: ({ factor }) => factor,
    cell: ({ factor }) => (
      <a href={hrefFor({ view: 'splits', tab: 'factors', factor })}>F{factor}</a>
    ),
  },
  exposure('Before', 'before', limit),
  exposure('After', 'after', limit),
]

function exposure(label: string, key: 'before' | 'after', limit: number): Column<Exposure> {
  return {
    label,
    name: key,
    numeric: true,
    value: (row) => row[key],
    cell: (row) => (
      <>
        {signedFixed(row[key], 4)}
        <SignedBar value={row[key]} limit={limit} />
      </>
    ),
  }
}
