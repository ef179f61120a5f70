import { hrefFor } from '../../../address/current.js'
import type { FactorsQuery } from '../../../api/operations.js'
import { Sparkline } from '../../../marks/sparkline.js'
import type { Column } from '../../../parts/column.js'
import { Table } from '../../../parts/table.js'
import { cumulate } from '../../../series/cumulate.js'
import { signedPercent } from '../../../text/format.js'

type Factor = NonNullable<FactorsQuery['split']>['factors'][number]

interface FactorTableProps {
  readonly factors: readonly Factor[]
  readonly chosen: number
}

/** Each factor with its cumulative return over the test range. */
export function FactorTable({ factors, chosen }: FactorTableProps) {
  return (
    <Table
      id="factor-table"
      caption="Factor returns"
      columns={factorColumns(chosen)}
      rows={factors}
      rowClass={({ index }) => (index === chosen ? 'chosen' : undefined)}
    />
  )
}

export const factorColumns = (chosen: number): Column<Factor>[] => [
  {
    label: 'Factor',
    name: 'factor',
    header: true,
    value: ({ index }) => index,
    cell: ({ index }) => (
      <a
        href={hrefFor({ factor: index })}
        id={`factor-${index}`}
        aria-current={index === chosen ? 'true' : undefined}
      >
        F{index}
      </a>
    ),
  },
  {
    label: 'Cumulative return',
    cell: ({ returns }) => <Sparkline values={cumulate(returns.values)} width={150} />,
  },
  {
    label: 'Sum',
    name: 'sum',
    numeric: true,
    value: sumOf,
    cell: (factor) => signedPercent(sumOf(factor)),
    absent: 'No date has a factor return yet.',
  },
]

const sumOf = ({ returns }: Factor): number | null => cumulate(returns.values).at(-1) ?? null
