import { hrefFor } from '../address/current.js'
import { SignedBar } from '../marks/bar.js'
import type { Column } from '../parts/column.js'
import { Table } from '../parts/table.js'
import { largest } from '../series/cumulate.js'
import { signedFixed } from '../text/format.js'

interface Beta {
  readonly factor: number
  readonly beta: number | null
}

/** Sensitivities of an asset to each factor. */
export function BetaTable({ betas }: { readonly betas: readonly (number | null)[] }) {
  return <Table caption="Betas" columns={betaColumns(largest(betas))} rows={betaRows(betas)} />
}

export function betaRows(betas: readonly (number | null)[]): Beta[] {
  return betas.map((beta, factor) => ({ factor, beta }))
}

export const betaColumns = (limit: number): Column<Beta>[] => [
  {
    label: 'Factor',
    name: 'factor',
    header: true,
    value: ({ factor }) => factor,
    cell: ({ factor }) => (
      <a href={hrefFor({ view: 'splits', tab: 'factors', factor })}>F{factor}</a>
    ),
  },
  {
    label: 'Beta',
    name: 'beta',
    numeric: true,
    value: ({ beta }) => beta,
    absent: 'The asset is outside the universe of the date.',
    cell: ({ beta }) => (
      <>
        {signedFixed(beta, 3)}
        <SignedBar value={beta} limit={limit} />
      </>
    ),
  },
]
