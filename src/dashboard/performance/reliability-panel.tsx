import { Reliability, type ReliabilityQuery } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { Entry } from '../lineup/lineup.js'
import { Awaited } from '../parts/awaited.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { fixed, percent, plural } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { EXPOSURE_COLUMNS, ExposureTable } from './exposure-table.js'
import { type ReliabilityRow, reliabilityRows } from './reliability-rows.js'

interface ReliabilityPanelProps {
  readonly address: OfStrategy
  readonly entry: Entry
}

/** How far the Sharpe ratios can be trusted: errors, intervals, a day later, without luck. */
export function ReliabilityPanel({ address, entry: { run } }: ReliabilityPanelProps) {
  const { from, to, tradingCostBps, shortCostBps, lag } = address
  const variables = { run: run.id, from, to, tradingCostBps, shortCostBps, lag }
  const answer = useAnswer(Reliability, variables)
  return (
    <section id="reliability" class="panel" aria-label="Reliability">
      <h2>How sure is it?</h2>
      <Awaited answers={[answer]}>
        {({ run: found }) => found && <Rows found={found} variables={variables} />}
      </Awaited>
    </section>
  )
}

interface RowsProps {
  readonly found: NonNullable<ReliabilityQuery['run']>
  readonly variables: { readonly run: string }
}

function Rows({ found, variables }: RowsProps) {
  const rows = reliabilityRows(found)
  return (
    <>
      <p class="note">
        {`± is the standard error (Lo 2002); the interval of 95\u202f% is from a bootstrap. “Not by luck” is the deflated Sharpe ratio: the probability of being above what chance yields among ${plural(found.trials, 'tried configuration')}.`}
      </p>
      <Table caption="Sharpe ratios with their errors" columns={COLUMNS} rows={rows} />
      <ExposureTable splits={found.splits} />
      <Tools name="reliability" queries={[asked(Reliability, variables)]}>
        <SaveCsv name="sharpe-ratios" columns={COLUMNS} rows={rows} />
        <SaveCsv
          name="books-by-split"
          label="Save books as CSV"
          columns={EXPOSURE_COLUMNS}
          rows={found.splits}
        />
      </Tools>
    </>
  )
}

const number = (
  label: string,
  name: keyof ReliabilityRow,
  title: string,
  show: (value: number | null) => string = fixed,
): Column<ReliabilityRow> => ({
  label,
  name,
  title,
  numeric: true,
  value: (row) => row[name],
  cell: (row) => show(row[name] as number | null),
  absent: (row) => row.absent,
})

const COLUMNS: readonly Column<ReliabilityRow>[] = [
  { label: 'Sharpe ratio', name: 'kind', header: true, value: ({ kind }) => kind },
  number('Value', 'value', 'Annualised, without a risk-free rate'),
  number('±', 'error', 'Standard error after Lo (2002)'),
  number('Low', 'low', 'Lower bound of the 95 % interval'),
  number('High', 'high', 'Upper bound of the 95 % interval'),
  number('A day later', 'later', 'Each book is held one trading date later'),
  number('Without best year', 'withoutBest', 'Without the year of the largest sum'),
  number('Not by luck', 'deflated', 'Deflated Sharpe ratio', (value) => percent(value, 0)),
]
