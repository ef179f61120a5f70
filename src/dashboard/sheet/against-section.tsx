import { comparisonColumns } from '../compare/comparison-columns.js'
import { Differences } from '../compare/difference-panel.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { Column } from '../parts/column.js'
import { Table } from '../parts/table.js'
import { count, fixed, percent, signedPercent, text, withError } from '../text/format.js'
import type { Against, PairedYear, Sheet } from './model.js'

interface AgainstSectionProps {
  readonly address: OfStrategy
  readonly sheet: Sheet
  readonly against: Against
}

/** Two runs on the dates that both have: measures, differences with their intervals, years. */
export function AgainstSection({ address, sheet: { entry }, against }: AgainstSectionProps) {
  const { comparison, years } = against
  const titles = new Map(
    [entry, against.entry].map(({ strategy }) => [strategy.name, strategy.title]),
  )
  const [first] = comparison
  if (!first || first.days === 0) {
    return <p class="notice">The two strategies have no date in common.</p>
  }
  return (
    <>
      <section class="panel" aria-label="Comparison">
        <h2>On the same dates</h2>
        <p class="note">
          {`${count(first.days)} common dates, ${text(first.from)} to ${text(first.to)}. A difference is significant where its interval of 95\u202f% does not contain 0.`}
        </p>
        <Table
          caption="Comparison"
          columns={comparisonColumns((name) => titles.get(name) ?? name)}
          rows={comparison}
        />
        <h3>By year</h3>
        <Table
          caption="Both by year"
          columns={yearColumns(entry.strategy.name, against.entry.strategy.name)}
          rows={years}
          rowClass={(row) => (row === years.at(-1) ? 'total' : undefined)}
        />
      </section>
      <Differences shown={[entry, against.entry]} address={address} />
    </>
  )
}

function yearColumns(own: string, other: string): Column<PairedYear>[] {
  const column = (label: string, cell: (year: PairedYear) => string): Column<PairedYear> => ({
    label,
    numeric: true,
    cell,
  })
  return [
    { label: 'Year', header: true, value: ({ name }) => name },
    column(`Net Sharpe, ${own}`, (year) =>
      withError(year.own.netSharpe, year.own.netSharpeStandardError),
    ),
    column(other, ({ other: m }) => withError(m.netSharpe, m.netSharpeStandardError)),
    column(`Hedged, ${own}`, (year) => fixed(year.own.hedgedNetSharpe)),
    column(`hedged, ${other}`, (year) => fixed(year.other.hedgedNetSharpe)),
    column(`Net a year, ${own}`, (year) => percent(year.own.meanNet)),
    column(`net, ${other}`, (year) => percent(year.other.meanNet)),
    column(
      'Difference a year',
      ({ difference, differenceStandardError: error }) =>
        `${signedPercent(difference)} ±\u202f${percent(error)}`,
    ),
  ]
}
