import { hrefFor } from '../address/current.js'
import { Catalogue as CatalogueQuery } from '../api/operations.js'
import type { Catalogue } from '../lineup/lineup.js'
import { count, plural } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'

interface DataPanelProps {
  readonly catalogue: Catalogue
  readonly dataset: string | undefined
}

/** How new the data are. */
export function DataPanel({ catalogue, dataset }: DataPanelProps) {
  const { dataVersion, datasets } = catalogue
  const shown = datasets.find(({ name }) => name === dataset) ?? datasets[0]
  const scored = dataVersion.latestDates.find((each) => each.dataset === shown?.name)
  const age = dataVersion.ageTradingDays
  return (
    <section class="panel" aria-label="Data" id="data-age">
      <h2>Data</h2>
      {shown && (
        <p>
          <a href={hrefFor({ view: 'data' })}>{shown.name}</a>: {count(shown.assetCount)} assets,{' '}
          {shown.range.from} to {shown.range.to};{' '}
          {scored?.latestDate ? `results to ${scored.latestDate}` : 'no results yet'}.
        </p>
      )}
      {age !== null && (
        <p class={age > 1 ? 'warn' : 'dim'}>
          {age === 0
            ? 'Up to date: no session is missing.'
            : `${plural(age, 'trading day')} behind today. Newer prices: npx residua ingest, then npx residua score.`}
        </p>
      )}
      <Tools name="data" queries={[asked(CatalogueQuery, { dataset })]} />
    </section>
  )
}
