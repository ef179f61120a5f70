import { Histogram } from '../chart/histogram.js'
import { largest } from '../series/cumulate.js'
import { type Tails, tails } from '../series/tails.js'
import { fixed, percent, signedPercent } from '../text/format.js'
import { Tools } from '../tools/tools.js'
import type { OfDays } from './panel-of-days.js'

/** How daily net returns are distributed, and their tails. */
export function DistributionPanel({ days }: OfDays) {
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
        <dl class="line">
          {TAILS.map(([label, show]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{show(found)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p class="dim">Tails need at least 20 dates.</p>
      )}
      <Tools name="distribution" queries={[]} picture />
    </section>
  )
}

const TAILS: readonly (readonly [string, (t: Tails) => string])[] = [
  ['Worst day', (t) => signedPercent(t.worst, 2)],
  ['Worst 1\u202f%', (t) => signedPercent(t.low1, 2)],
  ['Worst 5\u202f%', (t) => signedPercent(t.low5, 2)],
  ['Best 5\u202f%', (t) => signedPercent(t.high5, 2)],
  ['Best 1\u202f%', (t) => signedPercent(t.high1, 2)],
  ['Best day', (t) => signedPercent(t.best, 2)],
  ['Days above 0', (t) => percent(t.positive, 0)],
  ['Skewness', (t) => fixed(t.skewness)],
  ['Excess kurtosis', (t) => fixed(t.excessKurtosis)],
]
