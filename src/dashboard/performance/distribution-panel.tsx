import { Histogram } from '../chart/histogram.js'
import type { Column } from '../parts/column.js'
import { Facts } from '../parts/facts.js'
import { SaveCsv } from '../parts/save-csv.js'
import { largest } from '../series/cumulate.js'
import { type Tails, tails } from '../series/tails.js'
import { fixed, percent, signedPercent } from '../text/format.js'
import { Tools } from '../tools/tools.js'
import type { OfDays } from './panel-of-days.js'

/** How daily net returns are distributed, and their tails. */
export function DistributionPanel({ days, query }: OfDays) {
  const values = days.map(({ net }) => net).filter((net) => net !== null)
  const found = tails(values)
  return (
    <section id="distribution" class="panel" aria-label="Distribution">
      <h2>Daily net returns</h2>
      <Histogram
        label={`Histogram of ${values.length} daily net returns`}
        values={values}
        limit={largest(values)}
        format={signedPercent}
      />
      {found ? (
        <Facts
          facts={TAILS.map(([label, , show]) => ({
            label,
            value: show(found),
            absent: 'Daily net returns do not vary.',
          }))}
        />
      ) : (
        <p class="dim">Tails need at least 20 dates.</p>
      )}
      <Tools name="distribution" queries={[query]} picture>
        {found && <SaveCsv name="distribution" columns={COLUMNS} rows={TAILS.map(rowOf(found))} />}
      </Tools>
    </section>
  )
}

type Tail = readonly [label: string, key: keyof Tails, show: (t: Tails) => string]

const TAILS: readonly Tail[] = [
  ['Worst day', 'worst', (t) => signedPercent(t.worst, 2)],
  ['Worst 1\u202f%', 'low1', (t) => signedPercent(t.low1, 2)],
  ['Worst 5\u202f%', 'low5', (t) => signedPercent(t.low5, 2)],
  ['Best 5\u202f%', 'high5', (t) => signedPercent(t.high5, 2)],
  ['Best 1\u202f%', 'high1', (t) => signedPercent(t.high1, 2)],
  ['Best day', 'best', (t) => signedPercent(t.best, 2)],
  ['Days above 0', 'positive', (t) => percent(t.positive, 0)],
  ['Skewness', 'skewness', (t) => fixed(t.skewness)],
  ['Excess kurtosis', 'excessKurtosis', (t) => fixed(t.excessKurtosis)],
]

interface TailRow {
  readonly measure: string
  readonly value: number
}

const rowOf =
  (tails: Tails) =>
  ([label, key]: Tail): TailRow => ({ measure: label, value: tails[key] })

const COLUMNS: readonly Column<TailRow>[] = [
  { label: 'Measure', name: 'measure', value: ({ measure }) => measure },
  { label: 'Value', name: 'value', value: ({ value }) => value },
]
