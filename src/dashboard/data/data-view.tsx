import { hrefFor } from '../address/current.js'
import { Catalogue } from '../api/operations.js'
import type { Catalogue as CatalogueOf } from '../lineup/lineup.js'
import type { View, ViewProps } from '../lineup/view.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { count, fixed, text } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { FindingsPanel } from './findings-panel.js'

type Dataset = CatalogueOf['datasets'][number]

/** The datasets: what they cover, their calendars, and how far results reach. */
function Content({ address, catalogue }: ViewProps) {
  const { datasets, dataVersion } = catalogue
  const scoredTo = new Map(dataVersion.latestDates.map((each) => [each.dataset, each.latestDate]))
  const columns = columnsOf(scoredTo)
  return (
    <div class="stack">
      <section class="panel" aria-label="Datasets" id="datasets">
        <h1>Data</h1>
        <p class="note">
          Results of data version {dataVersion.version}
          {dataVersion.publishedAt &&
            `, published ${new Date(dataVersion.publishedAt).toLocaleString()}`}
          .
        </p>
        <Table
          id="dataset-table"
          caption="Datasets"
          columns={columns}
          rows={datasets}
          rowClass={({ name }) => (name === address.dataset ? 'chosen' : undefined)}
        />
        <Tools name="datasets" queries={[asked(Catalogue, { dataset: address.dataset })]}>
          <SaveCsv name="datasets" columns={columns} rows={datasets} />
        </Tools>
      </section>
      <FindingsPanel dataset={address.dataset ?? datasets[0]?.name} />
    </div>
  )
}

const columnsOf = (scoredTo: ReadonlyMap<string, string | null>): Column<Dataset>[] => [
  {
    label: 'Dataset',
    name: 'dataset',
    header: true,
    value: ({ name }) => name,
    cell: ({ name }) => <a href={hrefFor({ dataset: name, view: 'overview' })}>{name}</a>,
  },
  { label: 'From', name: 'from', value: ({ range }) => range.from },
  { label: 'To', name: 'to', value: ({ range }) => range.to },
  {
    label: 'Results to',
    name: 'resultsTo',
    value: ({ name }) => scoredTo.get(name),
    absent: 'No split of it is published yet.',
  },
  {
    label: 'Assets',
    name: 'assets',
    numeric: true,
    value: ({ assetCount }) => assetCount,
    cell: ({ assetCount }) => count(assetCount),
  },
  {
    label: 'Rows',
    name: 'rows',
    title: 'One per asset and date',
    numeric: true,
    wide: true,
    value: ({ rowCount }) => rowCount,
    cell: ({ rowCount }) => count(rowCount),
  },
  { label: 'Calendar', name: 'calendar', value: ({ calendar }) => calendar },
  {
    label: 'Dates a year',
    name: 'datesPerYear',
    title: 'They annualise measures',
    numeric: true,
    wide: true,
    value: ({ datesPerYear }) => datesPerYear,
    cell: ({ datesPerYear }) => fixed(datesPerYear, 0),
  },
  {
    label: 'Ingested',
    name: 'createdAt',
    wide: true,
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => (createdAt ? new Date(createdAt).toLocaleString() : text(null)),
  },
  {
    label: 'SHA-256',
    name: 'hash',
    roomy: true,
    value: ({ hash }) => hash,
    cell: ({ hash }) => <code title={hash}>{hash.slice(0, 12)}</code>,
  },
]

export const dataView: View = { name: 'data', title: 'Data', always: true, Content }
