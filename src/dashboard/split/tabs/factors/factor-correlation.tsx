import type { FactorRiskQuery } from '../../../api/operations.js'
import type { Answered } from '../../../api/use-answers.js'
import { HeatTable } from '../../../chart/heat-table.js'
import type { Column } from '../../../parts/column.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { fixed, percent } from '../../../text/format.js'
import type { Asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'

type Covariance = readonly (readonly (number | null)[])[]

interface FactorCorrelationProps {
  readonly risk: Answered<FactorRiskQuery>
  readonly date: string
  readonly query: Asked
}

/** Correlation of the factor returns over the year before a date, and their volatility. */
export function FactorCorrelation({ risk, date, query }: FactorCorrelationProps) {
  const covariance = risk.data?.split?.factorCovariance
  if (risk.errors.length > 0 || !covariance) {
    return risk.busy ? null : (
      <div>
        <h3>Correlation of the factors</h3>
        <p class="dim">{risk.errors[0]?.message ?? 'Not known.'}</p>
      </div>
    )
  }
  const names = covariance.map((_, k) => `F${k}`)
  return (
    <div>
      <h3>Correlation of the factors, the 252 dates before {date}</h3>
      <HeatTable
        label="Correlation of factor returns"
        corner=""
        columns={[...names.map((label) => ({ label })), { label: 'Volatility' }]}
        rows={names.map((label, k) => ({ label, values: correlations(covariance, k) }))}
        format={fixed}
        limit={1}
        ends={names.map((_, k) => percent(volatility(covariance, k)))}
      />
      <Tools name={`factor-correlation-${date}`} queries={[query]}>
        <SaveCsv
          name={`factor-correlation-${date}`}
          columns={columnsOf(names)}
          rows={names.map((factor, k) => ({
            factor,
            values: correlations(covariance, k),
            volatility: volatility(covariance, k),
          }))}
        />
      </Tools>
    </div>
  )
}

interface CorrelationRow {
  readonly factor: string
  readonly values: readonly (number | null)[]
  readonly volatility: number
}

const columnsOf = (names: readonly string[]): Column<CorrelationRow>[] => [
  { label: 'Factor', name: 'factor', value: ({ factor }) => factor },
  ...names.map((name, j) => ({
    label: name,
    name,
    value: ({ values }: CorrelationRow) => values[j],
  })),
  { label: 'Volatility', name: 'volatility', value: (row) => row.volatility },
]

const volatility = (covariance: Covariance, k: number) => Math.sqrt(covariance[k]?.[k] ?? 0)

function correlations(covariance: Covariance, k: number): (number | null)[] {
  return covariance.map((row, j) => {
    const scale = volatility(covariance, k) * volatility(covariance, j)
    return scale > 0 ? (row[k] ?? 0) / scale : null
  })
}
