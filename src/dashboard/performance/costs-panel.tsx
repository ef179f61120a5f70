import { SignedBar } from '../marks/bar.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { largest } from '../series/cumulate.js'
import { type SharpeAtCost, sharpeAtCosts } from '../series/sharpe-at-costs.js'
import { fixed } from '../text/format.js'
import { Tools } from '../tools/tools.js'
import type { OfDays } from './panel-of-days.js'

const COSTS = [0, 1, 2, 3, 5, 7.5, 10, 15, 20]

/** What is left of the Sharpe ratio at other trading costs. */
export function CostsPanel({ days, address, datesPerYear, query }: OfDays) {
  const { shortCostBps } = address
  const rows = sharpeAtCosts(days, COSTS, { shortCostBps, datesPerYear })
  const columns = columnsOf(largest(rows.map(({ netSharpe }) => netSharpe)))
  return (
    <section id="costs" class="panel" aria-label="Sharpe ratio by cost">
      <h2>Net Sharpe by trading cost</h2>
      <p class="note">The same books, at {fixed(shortCostBps, 1)} bp a day of short exposure.</p>
      <Table caption="Net Sharpe ratio by trading cost" columns={columns} rows={rows} />
      <Tools name="costs" queries={[query]}>
        <SaveCsv name="sharpe-by-cost" columns={columns} rows={rows} />
      </Tools>
    </section>
  )
}

const columnsOf = (limit: number): Column<SharpeAtCost>[] => [
  {
    label: 'Trading cost',
    name: 'tradingCostBps',
    header: true,
    value: ({ tradingCostBps }) => tradingCostBps,
    cell: ({ tradingCostBps }) => `${tradingCostBps}\u202fbp`,
  },
  {
    label: 'Net Sharpe',
    name: 'netSharpe',
    numeric: true,
    value: ({ netSharpe }) => netSharpe,
    absent: 'Net returns do not vary.',
    cell: ({ netSharpe }) => (
      <>
        {fixed(netSharpe)}
        <SignedBar value={netSharpe} limit={limit} />
      </>
    ),
  },
]
