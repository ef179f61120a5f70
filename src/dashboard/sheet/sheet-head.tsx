import { plural } from '../text/format.js'
import type { Sheet } from './model.js'

/** Whose sheet it is, on which data and dates. */
export function SheetHead({ sheet }: { readonly sheet: Sheet }) {
  const { entry, against, dataset } = sheet
  const { strategy } = entry
  const title = against
    ? `${strategy.title} against ${against.entry.strategy.title}`
    : strategy.title
  return (
    <header>
      <h1>{title}</h1>
      <p class="dim">{strategy.description}</p>
      <p class="facts">
        {[`dataset ${dataset}`, ...factsOf(sheet)].map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
    </header>
  )
}

function factsOf({ entry, splits }: Sheet): string[] {
  const dates = entry.figures.flatMap(({ pnlSeries }) => pnlSeries.dates)
  const [from, to] = [dates[0], dates.at(-1)]
  if (!from || !to) return [`run ${entry.run.status.toLowerCase()}`]
  return [
    `${from} to ${to}`,
    plural(dates.length, 'test date'),
    plural(splits.length, 'split'),
    ...(entry.strategy.kind === 'BASELINE' ? [] : [plural(entry.run.seeds.length, 'seed')]),
    ...(entry.run.status === 'DONE' ? [] : [`run ${entry.run.status.toLowerCase()}`]),
  ]
}
