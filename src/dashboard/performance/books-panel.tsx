import { useMemo } from 'preact/hooks'
import { RunBooks, type RunBooksQuery } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import { SmallCurve } from '../chart/small-curve.js'
import { Awaited } from '../parts/awaited.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { movingMean } from '../series/moving-mean.js'
import { fixed } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { type BookRow, bookRows } from './book-rows.js'
import type { OfDays } from './panel-of-days.js'

const MONTH = 21

/** What was held and traded over time: effective names, exposures, turnover. */
export function BooksPanel(of: OfDays) {
  const { address, entry } = of
  const variables = { run: entry.run.id, from: address.from, to: address.to }
  const answer = useAnswer(RunBooks, variables)
  return (
    <section id="books" class="panel" aria-label="Books over time">
      <h2>What was held</h2>
      <Awaited answers={[answer]}>
        {({ run }) => run && <Books {...of} run={run} variables={variables} />}
      </Awaited>
    </section>
  )
}

interface BooksProps extends OfDays {
  readonly run: NonNullable<RunBooksQuery['run']>
  readonly variables: { readonly run: string }
}

function Books({ run, variables, days, query }: BooksProps) {
  const rows = useMemo(() => bookRows(run.splits, days), [run, days])
  const dates = useMemo(() => rows.map(({ date }) => date), [rows])
  const curves = useMemo(() => CURVES.map((curve) => valuesOf(curve, rows)), [rows])
  return (
    <>
      <p class="note">
        {`The book of each date, as it was decided. Turnover is a mean over ${MONTH} dates; a book of n equal positions has n effective names.`}
      </p>
      <div class="multiples">
        {CURVES.map(({ label, digits }, i) => (
          <SmallCurve
            key={label}
            label={label}
            value={fixed(
              curves[i]?.findLast((each) => each !== null),
              digits,
            )}
            dates={dates}
            values={curves[i] ?? []}
            format={(value) => fixed(value, digits)}
          />
        ))}
      </div>
      <Tools name="books" queries={[asked(RunBooks, variables), query]} picture>
        <SaveCsv name="books" columns={COLUMNS} rows={rows} />
      </Tools>
    </>
  )
}

interface BookCurve {
  readonly label: string
  readonly key: Exclude<keyof BookRow, 'date'>
  readonly digits: number
  readonly smooth?: boolean
}

const CURVES: readonly BookCurve[] = [
  { label: 'Effective names', key: 'effectiveNames', digits: 1 },
  { label: 'Positions', key: 'positions', digits: 0 },
  { label: 'Gross exposure', key: 'grossExposure', digits: 2 },
  { label: 'Net exposure', key: 'netExposure', digits: 3 },
  { label: 'Short exposure', key: 'shortExposure', digits: 3 },
  { label: 'Turnover a day', key: 'turnover', digits: 3, smooth: true },
]

function valuesOf({ key, smooth }: BookCurve, rows: readonly BookRow[]): (number | null)[] {
  const values = rows.map((row) => row[key])
  return smooth ? movingMean(values, MONTH) : values
}

const COLUMNS: readonly Column<BookRow>[] = [
  { label: 'Date', name: 'date', value: ({ date }) => date },
  ...CURVES.map(({ label, key }) => ({ label, name: key, value: (row: BookRow) => row[key] })),
]
