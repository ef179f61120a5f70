import { type Step, Waterfall } from '../chart/waterfall.js'
import type { Column } from '../parts/column.js'
import { Scrolled } from '../parts/scrolled.js'
import { Table } from '../parts/table.js'
import { AttributionTable } from '../split/attribution-table.js'
import { steps } from '../split/tabs/attribution/steps.js'
import { signedPercent } from '../text/format.js'
import type { SheetAttribution, SplitParts } from './model.js'

const TOP = 6

/** What net PnL came from: sectors and assets over all dates, factors by split. */
export function AttributionSection({ attribution }: { readonly attribution: SheetAttribution }) {
  const { sectors, assets, factors, splits } = attribution
  if (sectors.length === 0) return null
  const named = assets
    .filter(({ label }) => label !== 'cost')
    .toSorted((a, b) => b.contribution - a.contribution)
  return (
    <section class="panel" aria-label="Attribution">
      <h2>Where net PnL came from</h2>
      <Drawn title="By sector, over all dates" of={steps(sectors)} />
      <div class="pair">
        <div>
          <h3>Assets that earned most</h3>
          <AttributionTable parts={named.slice(0, TOP)} />
        </div>
        <div>
          <h3>Assets that lost most</h3>
          <AttributionTable parts={named.slice(-TOP).toReversed()} />
        </div>
      </div>
      {splits.length > 0 && (
        <>
          <h3>Factors, residuals and costs of each split</h3>
          <Table caption="Attribution by split" columns={COLUMNS} rows={splits} />
        </>
      )}
      {factors && <Drawn title={`By factor, ${factors.split}`} of={steps(factors.parts)} />}
    </section>
  )
}

interface DrawnProps {
  readonly title: string
  readonly of: readonly Step[]
}

function Drawn({ title, of }: DrawnProps) {
  return (
    <>
      <h3>{title}</h3>
      <Scrolled label={title}>
        <Waterfall label={title} steps={of} total="Net" format={(x) => signedPercent(x, 2)} />
      </Scrolled>
    </>
  )
}

const column = (label: string, value: (parts: SplitParts) => number): Column<SplitParts> => ({
  label,
  numeric: true,
  value,
  cell: (parts) => signedPercent(value(parts), 2),
})

const COLUMNS: readonly Column<SplitParts>[] = [
  { label: 'Split', header: true, value: ({ name }) => name },
  column('Factors', ({ factors }) => factors),
  column('Residuals', ({ residual }) => residual),
  column('Costs', ({ cost }) => cost),
  column('Net', ({ factors, residual, cost }) => factors + residual + cost),
]
