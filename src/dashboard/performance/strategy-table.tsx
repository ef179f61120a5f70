import type { ReadonlySignal } from '@preact/signals'
import { address as current, go } from '../address/current.js'
import { hrefOf } from '../address/href.js'
import { Toggle } from '../fields/toggle.js'
import { absentMeasure } from '../lineup/absent-measure.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { FiguredEntry, Measures } from '../lineup/lineup.js'
import type { Column } from '../parts/column.js'
import { Table } from '../parts/table.js'
import type { CurveKind } from '../series/daily-returns.js'
import { basisPoints, fixed, type Maybe, percent } from '../text/format.js'
import { AtCursor } from './at-cursor.js'

interface StrategyTableProps {
  readonly address: OfStrategy
  readonly entries: readonly FiguredEntry[]
  readonly cursor: ReadonlySignal<number | null>
  readonly textOf: (strategy: string, kind: CurveKind, at: number | null) => string
}

/** Every strategy with a run: whether it is on the chart, its curves under the cursor, and its figures. */
export function StrategyTable({ address, entries, cursor, textOf }: StrategyTableProps) {
  const underCursor = (label: string, title: string, kind: CurveKind): Column<FiguredEntry> => ({
    label,
    title: `${title} under the cursor`,
    numeric: true,
    wide: true,
    cell: ({ strategy: { name } }) => (
      <AtCursor cursor={cursor} kind={kind} strategy={name} textOf={textOf} />
    ),
  })
  return (
    <Table
      id="strategies-table"
      caption="Strategies on the same dates"
      columns={[
        {
          label: 'Strategy',
          name: 'strategy',
          header: true,
          value: ({ strategy }) => strategy.title,
          cell: (row) => <StrategyCell address={address} entry={row} />,
        },
        underCursor('Net PnL', 'Cumulative net PnL', 'net'),
        underCursor('Hedged PnL', 'Cumulative hedged net PnL', 'hedgedNet'),
        underCursor('Gross PnL', 'Cumulative gross PnL', 'gross'),
        ...MEASURES,
      ]}
      rows={entries}
      rowClass={({ strategy }) => (strategy.name === address.strategy ? 'chosen' : undefined)}
    />
  )
}

const measure = (
  label: string,
  key: keyof Measures,
  format: (value: Maybe) => string,
  more: Partial<Column<FiguredEntry>> = {},
): Column<FiguredEntry> => ({
  label,
  name: key,
  numeric: true,
  value: ({ measures }) => measures?.[key],
  cell: ({ measures }) => format(measures?.[key]),
  absent: absentMeasure(key),
  ...more,
})

const MEASURES: readonly Column<FiguredEntry>[] = [
  measure('Net Sharpe', 'netSharpe', fixed, {
    cell: ({ measures }) => <Sharpe measures={measures} />,
  }),
  measure('Hedged Sharpe', 'hedgedNetSharpe', fixed, { title: 'Hedged net Sharpe' }),
  measure('Gross Sharpe', 'grossSharpe', fixed),
  measure('Turnover', 'turnover', (value) => fixed(value, 3), { title: 'Two-sided, a day' }),
  measure('Break-even', 'breakEvenCostBps', basisPoints, { wide: true }),
  measure('Drawdown', 'maxDrawdown', percent, { wide: true }),
  measure('Beta', 'marketBeta', fixed, { wide: true }),
]

function Sharpe({ measures }: { readonly measures: Measures | undefined }) {
  return (
    <>
      {fixed(measures?.netSharpe)}
      {typeof measures?.netSharpeStandardError === 'number' && (
        <small>{` ±\u202f${fixed(measures.netSharpeStandardError)}`}</small>
      )}
    </>
  )
}

interface StrategyCellProps {
  readonly address: OfStrategy
  readonly entry: FiguredEntry
}

function StrategyCell({ address, entry: { strategy, hue } }: StrategyCellProps) {
  const { name, title } = strategy
  const chosen = name === address.strategy
  return (
    <span class="series-name" style={{ '--hue': `var(--series-${hue})` }}>
      <Toggle
        id={`compare-${name}`}
        label={`${title} on the chart`}
        checked={chosen || address.compare.includes(name)}
        disabled={chosen}
        onToggle={(shown) => toggle(address, name, shown)}
      />
      <a
        href={hrefOf({ strategy: name }, { ...current.value, strategy: address.strategy })}
        id={`choose-${name}`}
      >
        {title}
      </a>
    </span>
  )
}

function toggle({ compare }: OfStrategy, name: string, shown: boolean): void {
  const others = compare.filter((each) => each !== name)
  go({ compare: shown ? [...others, name] : others })
}
