import { QualityFindings, type QualityFindingsQuery } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import { Awaited } from '../parts/awaited.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { count, plural } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'

type Dataset = NonNullable<QualityFindingsQuery['dataset']>
type Finding = NonNullable<Dataset['findings']>['rows'][number]

interface FindingsPanelProps {
  readonly dataset: string | undefined
}

/** What is suspicious in the price files of a dataset. */
export function FindingsPanel({ dataset }: FindingsPanelProps) {
  const answer = useAnswer(QualityFindings, { dataset })
  return (
    <section class="panel" aria-label="Findings" id="findings">
      <h2>What is suspicious in the files of {dataset ?? 'a dataset'}</h2>
      <Awaited answers={[answer]}>
        {({ dataset: found }) => {
          const findings = found?.findings
          const rows = findings?.rows ?? []
          return (
            <>
              <p class="note">{sentence(findings)}</p>
              {findings && (
                <Table
                  id="finding-table"
                  caption="Findings"
                  columns={COLUMNS}
                  rows={rows}
                  searchable
                  empty="Nothing suspicious was found."
                />
              )}
              <Tools name="findings" queries={[asked(QualityFindings, { dataset })]}>
                <SaveCsv name="findings" columns={COLUMNS} rows={rows} />
              </Tools>
            </>
          )
        }}
      </Awaited>
    </section>
  )
}

function sentence(findings: Dataset['findings'] | undefined): string {
  if (findings === undefined) return 'There is no dataset yet.'
  if (findings === null) {
    return 'Not known: it was ingested by a release that did not store findings. Ingest the same files again to store them.'
  }
  const { total, rows } = findings
  const shown = total > rows.length ? `; the first ${count(rows.length)} are listed` : ''
  return `${plural(total, 'finding')} of the quality reports of its ingests${shown}. “npx residua data check” lists those of a file before it is ingested.`
}

const NO_SYMBOL = 'It is not of one asset.'
const NO_DATE = 'It is not of one date.'

const COLUMNS: readonly Column<Finding>[] = [
  {
    label: 'Severity',
    name: 'severity',
    value: ({ severity }) => severity.toLowerCase(),
    cell: ({ severity }) => (
      <span class={severity === 'NOTE' ? 'dim' : 'warn'}>{severity.toLowerCase()}</span>
    ),
  },
  { label: 'Kind', name: 'kind', header: true, value: ({ kind }) => kind },
  { label: 'Asset', name: 'asset', value: ({ symbol }) => symbol, absent: NO_SYMBOL },
  { label: 'Date', name: 'date', value: ({ date }) => date, absent: NO_DATE },
  {
    label: 'Until',
    name: 'until',
    wide: true,
    value: ({ until }) => until,
    absent: 'It is not of a range of dates.',
  },
  {
    label: 'Finding',
    name: 'finding',
    value: ({ message }) => message,
    cell: ({ message }) => <span class="job-result">{message}</span>,
  },
  {
    label: 'Times',
    name: 'count',
    numeric: true,
    value: (finding) => finding.count,
    cell: (finding) => count(finding.count),
  },
  {
    label: 'File',
    name: 'file',
    roomy: true,
    value: ({ file }) => file,
    absent: 'It is not of one file.',
  },
  {
    label: 'Line',
    name: 'line',
    numeric: true,
    roomy: true,
    value: ({ line }) => line,
    absent: 'It is not of one line.',
  },
]
