import { hrefFor } from '../address/current.js'
import { absentMeasure } from '../lineup/absent-measure.js'
import { type Split, type SplitFigures, scored } from '../lineup/lineup.js'
import { SignedBar } from '../marks/bar.js'
import { Sparkline } from '../marks/sparkline.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { cumulate, largest } from '../series/cumulate.js'
import { fixed, seconds } from '../text/format.js'
import type { Asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { SplitStatus } from './split-status.js'

type Figures = ReadonlyMap<string, SplitFigures>

interface SplitsTableProps {
  readonly splits: readonly Split[]
  readonly chosen: string | undefined
  /** By the name of the split; they may not be there yet. */
  readonly figures: Figures
  /** What the figures were asked by. */
  readonly query: Asked
}

/** One row a split. */
export function SplitsTable({ splits, chosen, figures, query }: SplitsTableProps) {
  const columns = columnsOf(splits, chosen, figures)
  return (
    <>
      <Table
        id="splits-table"
        caption="Splits"
        columns={columns}
        rows={splits}
        rowClass={({ name, status }) =>
          `${name === chosen ? 'chosen ' : ''}${status.toLowerCase()}`
        }
      />
      <Tools name="splits" queries={[query]}>
        <SaveCsv name="splits" columns={columns} rows={splits} />
      </Tools>
    </>
  )
}

function columnsOf(
  splits: readonly Split[],
  chosen: string | undefined,
  figures: Figures,
): Column<Split>[] {
  const measures = ({ name }: Split) => scored(figures.get(name))
  const limit = largest(splits.map((split) => measures(split)?.netSharpe))
  const measure = (
    label: string,
    key: 'hedgedNetSharpe' | 'grossSharpe' | 'turnover',
    title: string,
    digits = 2,
  ): Column<Split> => ({
    label,
    title,
    name: key,
    numeric: true,
    value: (split) => measures(split)?.[key],
    cell: (split) => fixed(measures(split)?.[key], digits),
    absent: (split) => (measures(split) ? absentMeasure(key) : null),
  })
  return [
    {
      label: 'Split',
      name: 'split',
      header: true,
      value: ({ name }) => name,
      cell: ({ name }) => <SplitLink name={name} chosen={name === chosen} />,
    },
    { label: 'Train', roomy: true, cell: ({ train }) => <Range {...train} /> },
    { label: 'Test', wide: true, cell: ({ test }) => <Range {...test} /> },
    {
      label: 'Status',
      name: 'status',
      spills: true,
      value: ({ status }) => status,
      cell: (split) => <SplitStatus split={split} />,
    },
    {
      label: 'Net Sharpe',
      name: 'netSharpe',
      numeric: true,
      value: (split) => measures(split)?.netSharpe,
      cell: (split) => (
        <>
          {fixed(measures(split)?.netSharpe)}
          <SignedBar value={measures(split)?.netSharpe} limit={limit} />
        </>
      ),
      absent: (split) => (measures(split) ? absentMeasure('netSharpe') : null),
    },
    measure('Hedged', 'hedgedNetSharpe', 'Hedged net Sharpe'),
    measure('Gross', 'grossSharpe', 'Gross Sharpe'),
    {
      label: 'Net PnL',
      wide: true,
      cell: ({ name }) => <Sparkline values={cumulate(figures.get(name)?.pnlSeries.net ?? [])} />,
    },
    measure('Turnover', 'turnover', 'Two-sided, a day', 3),
    counted('Assets', 'assetCount'),
    counted('Factors', 'factorCount'),
    {
      label: 'Trained',
      title: 'Training time',
      name: 'trainSeconds',
      numeric: true,
      wide: true,
      value: ({ trainSeconds }) => trainSeconds,
      cell: ({ trainSeconds }) => seconds(trainSeconds),
      absent: 'It is not trained, or not yet.',
    },
    {
      label: 'Engine',
      name: 'engine',
      roomy: true,
      value: ({ engine }) => engine,
      absent: 'It is computed without an engine, or not yet.',
    },
  ]
}

const counted = (label: string, key: 'assetCount' | 'factorCount'): Column<Split> => ({
  label,
  name: key,
  numeric: true,
  wide: true,
  value: (split) => split[key] || null,
  absent: key === 'factorCount' ? 'It has no factors.' : 'It is not published.',
})

function SplitLink({ name, chosen }: { readonly name: string; readonly chosen: boolean }) {
  return (
    <a
      href={hrefFor({ view: 'splits', split: name })}
      id={`split-${name}`}
      aria-current={chosen ? 'true' : undefined}
    >
      {name}
    </a>
  )
}

function Range({ from, to }: { readonly from: string; readonly to: string }) {
  return <span class="range">{`${from} – ${to}`}</span>
}
