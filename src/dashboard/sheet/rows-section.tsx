import type { Column } from '../parts/column.js'
import { Table } from '../parts/table.js'
import { fixed, percent, withError } from '../text/format.js'
import type { SheetMeasures, SheetRow } from './model.js'

interface RowsSectionProps {
  readonly title: string
  /** Head of the names. */
  readonly first: string
  readonly rows: readonly SheetRow[]
  readonly all?: SheetRow
}

/** Measures of each year or split, as decided and a day later, with a last row of all dates. */
export function RowsSection({ title, first, rows, all }: RowsSectionProps) {
  const columns: Column<SheetRow>[] = [
    { label: first, header: true, value: ({ name }) => name },
    ...COLUMNS,
  ]
  return (
    <section class="panel many" aria-label={title}>
      <h2>{title}</h2>
      <Table
        caption={title}
        columns={columns}
        rows={all ? [...rows, all] : rows}
        rowClass={(row) => (row === all ? 'total' : undefined)}
      />
    </section>
  )
}

const column = (
  label: string,
  title: string,
  cell: (measures: SheetMeasures, row: SheetRow) => string,
): Column<SheetRow> => ({ label, title, numeric: true, cell: (row) => cell(row.onTime, row) })

const COLUMNS: readonly Column<SheetRow>[] = [
  column('Days', 'Dates with results', ({ days }) => String(days)),
  column('Net Sharpe', 'With its standard error (Lo 2002)', (m) =>
    withError(m.netSharpe, m.netSharpeStandardError),
  ),
  column('Hedged', 'Hedged net Sharpe', (m) => fixed(m.hedgedNetSharpe)),
  column('Gross', 'Gross Sharpe', (m) => fixed(m.grossSharpe)),
  column('Net, a day later', 'Each book is held one trading date later', (_, { late }) =>
    fixed(late.netSharpe),
  ),
  column('Hedged, a day later', 'Each book is held one trading date later', (_, { late }) =>
    fixed(late.hedgedNetSharpe),
  ),
  column('Net a year', 'Mean, not compounded', (m) => percent(m.meanNet)),
  column('Hedged a year', 'Mean of hedged net', (m) => percent(m.meanHedgedNet)),
  column('Volatility', 'Of net, a year', (m) => percent(m.volatility)),
  column('Drawdown', 'Largest fall of net', (m) => percent(m.maxDrawdown)),
  column('Turnover', 'Two-sided, a day', (m) => fixed(m.turnover, 3)),
  column('Beta', 'Of net on the equal-weight universe', (m) => fixed(m.marketBeta)),
  column('Explained', 'Share of the variance that the factors explain', (m) =>
    percent(m.explainedVariance, 0),
  ),
]
