import type { FactorOnDateQuery } from '../../../api/operations.js'
import { SignedBar } from '../../../marks/bar.js'
import type { Column } from '../../../parts/column.js'
import { Table } from '../../../parts/table.js'
import { largest } from '../../../series/cumulate.js'
import { signedFixed } from '../../../text/format.js'
import { WeightTable } from '../../weight-table.js'

type Factor = NonNullable<NonNullable<FactorOnDateQuery['split']>['factor']>
type Load = Factor['characteristics'][number]

interface FactorDateProps {
  readonly factor: Factor
  readonly date: string
}

/** The portfolio of a factor on a date, and what drives it. */
export function FactorDate({ factor, date }: FactorDateProps) {
  const { index, long, short, characteristics } = factor
  const limit = largest([...long, ...short].map(({ weight }) => weight))
  return (
    <>
      <div>
        <h3>
          Largest weights of F{index}, {date}
        </h3>
        <div class="columns">
          <WeightTable caption="Long" rows={long} limit={limit} />
          {short.length > 0 && <WeightTable caption="Short" rows={short} limit={limit} />}
        </div>
      </div>
      {characteristics.length > 0 && (
        <div>
          <h3>
            What drives F{index}, {date}
          </h3>
          <Table
            caption="Characteristics of the factor"
            columns={loadColumns(largest(characteristics.map(({ value }) => value)))}
            rows={characteristics}
          />
        </div>
      )}
    </>
  )
}

export const loadColumns = (limit: number): Column<Load>[] => [
  {
    label: 'Characteristic',
    name: 'characteristic',
    header: true,
    value: ({ name }) => name,
    cell: ({ name, group }) => <span title={group}>{name}</span>,
  },
  {
    label: 'Load',
    name: 'load',
    numeric: true,
    value: ({ value }) => value,
    cell: ({ value }) => (
      <>
        {signedFixed(value)}
        <SignedBar value={value} limit={limit} />
      </>
    ),
  },
]
