import { hrefFor } from '../address/current.js'
import { NextBook, type NextBookQuery } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { Entry, Split } from '../lineup/lineup.js'
import { Awaited } from '../parts/awaited.js'
import { SaveCsv } from '../parts/save-csv.js'
import { largest } from '../series/cumulate.js'
import { WeightTable, weightColumns } from '../split/weight-table.js'
import { fixed, plural } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'

const TOP = 8

interface NextBookPanelProps {
  readonly address: OfStrategy
  readonly entry: Entry
}

/** The book that the chosen strategy holds next, and how much of it is to be traded. */
export function NextBookPanel({ address, entry }: NextBookPanelProps) {
  const live = entry.splits.find(({ status, nextDate }) => status === 'PUBLISHED' && nextDate)
  return (
    <section id="next-book" class="panel" aria-label="Tomorrow’s book">
      <h2>Tomorrow’s book: {entry.strategy.title}</h2>
      {live?.nextDate ? (
        <Book address={address} split={live} date={live.nextDate} />
      ) : (
        <p class="dim">
          No published split reaches the next trading date. <code>npx residua score</code> publishes
          its book once the newest prices are ingested.
        </p>
      )}
    </section>
  )
}

interface BookProps {
  readonly address: OfStrategy
  readonly split: Split
  readonly date: string
}

function Book({ address: { strategy, dataset }, split, date }: BookProps) {
  const variables = { split: split.name, strategy, dataset, date }
  const answer = useAnswer(NextBook, variables)
  return (
    <Awaited answers={[answer]}>
      {({ split: found }) => {
        if (!found) return null
        const side = (sign: number) => found.weights.filter(({ weight }) => weight * sign > 0)
        const limit = largest(found.weights.map(({ weight }) => weight))
        return (
          <>
            <p class="note">{sentence(found, date)}</p>
            <div class="columns">
              <WeightTable caption="Largest long" rows={side(1).slice(0, TOP)} limit={limit} />
              <WeightTable caption="Largest short" rows={side(-1).slice(0, TOP)} limit={limit} />
            </div>
            <Tools name={`book-${date}`} queries={[asked(NextBook, variables)]}>
              <SaveCsv
                name={`book-${date}`}
                columns={weightColumns('asset', limit)}
                rows={found.weights}
              />
              <a href={hrefFor({ view: 'splits', split: split.name, tab: 'orders' })}>
                Orders for {date}
              </a>
            </Tools>
          </>
        )
      }}
    </Awaited>
  )
}

function sentence({ weights, orders }: NonNullable<NextBookQuery['split']>, date: string): string {
  const long = weights.filter(({ weight }) => weight > 0)
  const short = weights.filter(({ weight }) => weight < 0)
  const total = (rows: typeof weights) =>
    rows.reduce((sum, { weight }) => sum + Math.abs(weight), 0)
  const traded = orders.reduce((sum, { trade }) => sum + Math.abs(trade), 0)
  return `Decided for ${date}: ${plural(long.length, 'long position')} of ${fixed(total(long))}, ${plural(short.length, 'short position')} of ${fixed(total(short))} of the capital. ${plural(orders.length, 'order')} trade ${fixed(traded)} of it.`
}
