import { hrefFor } from '../address/current.js'
import type { ReliabilityQuery } from '../api/operations.js'
import type { Column } from '../parts/column.js'
import { Table } from '../parts/table.js'
import { fixed } from '../text/format.js'

type Split = NonNullable<ReliabilityQuery['run']>['splits'][number]

/** What the books of each split held: names, net exposure, turnover. */
export function ExposureTable({ splits }: { readonly splits: readonly Split[] }) {
  const scored = splits.filter(({ measures }) => measures.days > 0)
  return (
    <>
      <h3>Books by split</h3>
      <Table caption="Books by split" columns={EXPOSURE_COLUMNS} rows={scored} />
    </>
  )
}

const number = (
  label: string,
  name: 'effectiveNames' | 'netExposure' | 'shortExposure' | 'turnover',
  title: string,
  digits: number,
): Column<Split> => ({
  label,
  name,
  title,
  numeric: true,
  value: ({ measures }) => measures[name],
  cell: ({ measures }) => fixed(measures[name], digits),
  absent: 'No date of the split has a return yet.',
})

export const EXPOSURE_COLUMNS: readonly Column<Split>[] = [
  {
    label: 'Split',
    name: 'split',
    header: true,
    value: ({ name }) => name,
    cell: ({ name }) => <a href={hrefFor({ view: 'splits', split: name })}>{name}</a>,
  },
  number('Effective names', 'effectiveNames', 'Median of (Σ|w|)² / Σ w²', 1),
  number('Net exposure', 'netExposure', 'Mean of Σ w: 0 is as much short as long', 3),
  number('Short exposure', 'shortExposure', 'Mean of Σ|min(w, 0)|', 3),
  number('Turnover', 'turnover', 'Two-sided, a day', 3),
]
