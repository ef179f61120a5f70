import { Sparkline } from '../../../marks/sparkline.js'
import { Absent } from '../../../parts/absent.js'
import type { Column } from '../../../parts/column.js'
import { Table } from '../../../parts/table.js'
import { ABSENT, fixed, signedFixed } from '../../../text/format.js'
import { type LatentRow, priorCorrelation } from './latent-days.js'

const NO_POSTERIOR = 'No date has a posterior yet, or the run has none.'

interface LatentTableProps {
  readonly rows: readonly LatentRow[]
  readonly date: string
}

/** One row a latent factor. */
export function LatentTable({ rows, date }: LatentTableProps) {
  return <Table id="latent-table" caption="Latent factors" columns={columnsOf(date)} rows={rows} />
}

function columnsOf(date: string): Column<LatentRow>[] {
  const on = ({ days }: LatentRow) => days.find((day) => day.date === date)
  return [
    {
      label: 'Latent',
      name: 'latent',
      header: true,
      value: ({ index }) => index,
      cell: ({ index }) => `z${index}`,
    },
    { label: 'Prior', cell: (row) => <Line row={row} of="priorMean" /> },
    { label: 'Posterior', cell: (row) => <Line row={row} of="posteriorMean" /> },
    {
      label: 'Correlation',
      name: 'correlation',
      numeric: true,
      value: priorCorrelation,
      cell: (row) => fixed(priorCorrelation(row)),
      absent: NO_POSTERIOR,
    },
    {
      label: `Prior, ${date}`,
      name: 'priorMean',
      title: 'Mean ± standard deviation',
      numeric: true,
      value: (row) => on(row)?.priorMean,
      cell: (row) => normal(on(row)?.priorMean, on(row)?.priorRisk),
      absent: 'The prior of this date is not known.',
    },
    {
      label: `Posterior, ${date}`,
      name: 'posteriorMean',
      title: 'Mean ± standard deviation',
      numeric: true,
      value: (row) => on(row)?.posteriorMean,
      cell: (row) => normal(on(row)?.posteriorMean, on(row)?.posteriorRisk),
      absent: NO_POSTERIOR,
    },
  ]
}

interface LineProps {
  readonly row: LatentRow
  readonly of: 'priorMean' | 'posteriorMean'
}

function Line({ row, of }: LineProps) {
  const values = row.days.map((day) => day[of]).filter((value) => value !== null)
  return values.length > 1 ? (
    <Sparkline values={values} width={150} />
  ) : (
    <Absent reason={NO_POSTERIOR} />
  )
}

function normal(mean: number | null | undefined, risk: number | null | undefined): string {
  return typeof mean === 'number' ? `${signedFixed(mean)} ±\u202f${fixed(risk)}` : ABSENT
}
