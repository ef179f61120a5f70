import { largest } from '../series/cumulate.js'
import { WeightTable } from '../split/weight-table.js'
import { fixed, plural } from '../text/format.js'
import type { Holdings } from './model.js'

const TOP = 10

/** The newest book: its largest positions and its size. */
export function HoldingsSection({ holdings }: { readonly holdings: Holdings }) {
  const { weights } = holdings
  const sides = [
    { caption: 'Largest long', rows: weights.filter(({ weight }) => weight > 0) },
    { caption: 'Largest short', rows: weights.filter(({ weight }) => weight < 0) },
  ].filter(({ rows }) => rows.length > 0)
  const limit = largest(weights.map(({ weight }) => weight))
  return (
    <section class="panel" aria-label="Holdings now">
      <h2>Holdings now</h2>
      <p class="note">{sentence(holdings)}</p>
      <div class="pair">
        {sides.map(({ caption, rows }) => (
          <WeightTable key={caption} caption={caption} rows={rows.slice(0, TOP)} limit={limit} />
        ))}
      </div>
    </section>
  )
}

function sentence({ date, split, next, weights }: Holdings): string {
  const total = (sign: number) =>
    weights.reduce((sum, { weight }) => sum + Math.max(0, sign * weight), 0)
  const count = (sign: number) => weights.filter(({ weight }) => weight * sign > 0).length
  const decided = next ? `Decided for ${date}, the next session` : `Held on ${date}, the last date`
  return `${decided} (${split}): ${plural(count(1), 'long position')} of ${fixed(total(1), 3)} and ${plural(count(-1), 'short position')} of ${fixed(total(-1), 3)} of the capital, net ${fixed(total(1) - total(-1), 3)}.`
}
