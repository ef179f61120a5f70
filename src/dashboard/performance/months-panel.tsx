import { HeatTable } from '../chart/heat-table.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { byMonth, type YearOfMonths } from '../series/by-month.js'
import { largest } from '../series/cumulate.js'
import { signedPercent } from '../text/format.js'
import { Tools } from '../tools/tools.js'
import type { OfDays } from './panel-of-days.js'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Net return of each month. */
export function MonthsPanel({ days, query }: OfDays) {
  const years = byMonth(days)
  return (
    <section id="months" class="panel" aria-label="Months">
      <h2>Net return by month</h2>
      <HeatTable
        label="Net return by month, in percent"
        corner="year"
        columns={[...MONTHS, 'Year'].map((label) => ({ label }))}
        rows={years.map(({ year, months, total }) => ({ label: year, values: [...months, total] }))}
        format={(value) => (value === null ? '' : signedPercent(value))}
        limit={largest(years.flatMap(({ months }) => months))}
      />
      <Tools name="months" queries={[query]} picture>
        <SaveCsv name="months" columns={COLUMNS} rows={years} />
      </Tools>
    </section>
  )
}

const COLUMNS: readonly Column<YearOfMonths>[] = [
  { label: 'Year', name: 'year', value: ({ year }) => year },
  ...MONTHS.map((label, m) => ({
    label,
    name: label,
    value: ({ months }: YearOfMonths) => months[m],
  })),
  { label: 'Total', name: 'total', value: ({ total }) => total },
]
