import { useMemo } from 'preact/hooks'
import { HeatTable } from '../chart/heat-table.js'
import { LineChart } from '../chart/line-chart.js'
import type { ChartModel } from '../chart/model.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { Entry, FiguredEntry } from '../lineup/lineup.js'
import { figuresAsked, useFigures } from '../lineup/use-figures.js'
import { Awaited } from '../parts/awaited.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { toDate } from '../series/align.js'
import { onCommonDates } from '../series/common-dates.js'
import { cumulate } from '../series/cumulate.js'
import { differenceBand } from '../series/difference-band.js'
import { correlation } from '../series/statistics.js'
import { withGaps } from '../series/with-gaps.js'
import { fixed, signedPercent } from '../text/format.js'
import type { Asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'

interface DifferencePanelProps {
  readonly address: OfStrategy
  readonly entries: readonly Entry[]
}

/** What the first strategy earned more than each other one, with its uncertainty, and how they correlate. */
export function DifferencePanel({ address, entries }: DifferencePanelProps) {
  const answer = useFigures(address, entries)
  const names = [address.strategy, ...address.compare]
  return (
    <Awaited answers={[answer]} class="stack">
      {(figured) => {
        const shown = names.flatMap(
          (name) => figured.find(({ strategy }) => strategy.name === name) ?? [],
        )
        return <Differences shown={shown} address={address} />
      }}
    </Awaited>
  )
}

interface DifferencesProps {
  readonly shown: readonly FiguredEntry[]
  readonly address: OfStrategy
}

/** The differences to the first, one chart each, and the correlations. */
export function Differences({ shown, address }: DifferencesProps) {
  const { from, to } = address
  const queryOf = ({ run }: FiguredEntry) => figuresAsked(address, run.id)
  const common = useMemo(
    () =>
      onCommonDates(
        shown.map(({ figures }) => figures),
        { ...(from ? { from } : {}), ...(to ? { to } : {}) },
      ),
    [...shown.map(({ figures }) => figures), from, to],
  )
  const [first, ...others] = shown
  if (!first || common.dates.length < 2) return null
  return (
    <>
      {others.map((other, i) => (
        <Difference
          key={other.strategy.name}
          first={first}
          other={other}
          dates={common.dates}
          queries={[
            queryOf(first),
            { ...queryOf(other), name: `Figures of ${other.strategy.title}` },
          ]}
          values={(common.nets[0] ?? []).map((net, t) => net - (common.nets[i + 1]?.[t] ?? 0))}
        />
      ))}
      <section class="panel" aria-label="Correlation" id="correlation">
        <h2>Correlation of daily net returns</h2>
        <HeatTable
          label="Correlation of daily net returns"
          corner=""
          columns={shown.map(({ strategy }) => ({ label: strategy.title }))}
          rows={shown.map(({ strategy }, i) => ({
            label: strategy.title,
            values: shown.map((_, j) => correlation(common.nets[i] ?? [], common.nets[j] ?? [])),
          }))}
          format={fixed}
          limit={1}
        />
        <Tools
          name="correlation"
          queries={shown.map((entry) => ({
            ...queryOf(entry),
            name: `Figures of ${entry.strategy.title}`,
          }))}
          picture
        >
          <SaveCsv
            name="correlation"
            columns={correlationColumns(shown.map(({ strategy }) => strategy.name))}
            rows={shown.map(({ strategy }, i) => ({
              strategy: strategy.name,
              values: shown.map((_, j) => correlation(common.nets[i] ?? [], common.nets[j] ?? [])),
            }))}
          />
        </Tools>
      </section>
    </>
  )
}

interface CorrelationRow {
  readonly strategy: string
  readonly values: readonly (number | null)[]
}

const correlationColumns = (names: readonly string[]): Column<CorrelationRow>[] => [
  { label: 'Strategy', name: 'strategy', value: ({ strategy }) => strategy },
  ...names.map((name, j) => ({
    label: name,
    name,
    value: ({ values }: CorrelationRow) => values[j],
  })),
]

interface DifferenceProps {
  readonly first: FiguredEntry
  readonly other: FiguredEntry
  readonly dates: readonly string[]
  /** Of the daily net returns. */
  readonly values: readonly number[]
  readonly queries: readonly Asked[]
}

function Difference({ first, other, dates, values, queries }: DifferenceProps) {
  const sums = useMemo(() => cumulate(values), [values.join()])
  const band = useMemo(() => differenceBand(values), [values.join()])
  const model = useMemo<ChartModel>(
    () => ({
      data: withGaps(dates, [sums, band.low, band.high]),
      curves: [
        { hue: 'series-0', width: 1.75 },
        { hue: 'dim', dash: [3, 3], width: 1 },
        { hue: 'dim', dash: [3, 3], width: 1 },
      ],
      marks: [],
      format: (value) => signedPercent(value, 0),
      height: 240,
    }),
    [sums, band],
  )
  const title = `${first.strategy.title} less ${other.strategy.title}`
  const rows = dates.map((date, t) => ({
    date,
    difference: sums[t],
    low: band.low[t],
    high: band.high[t],
  }))
  return (
    <section class="panel" aria-label={title} id={`difference-${other.strategy.name}`}>
      <h2>{title}</h2>
      <p class="note">
        {`Cumulative difference of daily net returns: ${signedPercent(sums.at(-1))}. Between the dashed lines it would lie on 95\u202f% of resampled histories (stationary bootstrap, blocks of about T^(1/3) dates, pointwise).`}
      </p>
      <LineChart
        label={`${title}: ${signedPercent(sums.at(-1))} over ${dates.length} dates`}
        model={model}
        describe={(i) => {
          const [times, sum, low, high] = model.data
          return `${toDate(times[i] ?? 0)}: ${signedPercent(sum?.[i])}, from ${signedPercent(low?.[i])} to ${signedPercent(high?.[i])}`
        }}
      />
      <Tools name={`difference-${other.strategy.name}`} queries={queries} picture>
        <SaveCsv
          name={`difference-${other.strategy.name}`}
          columns={[
            { label: 'Date', name: 'date', value: (row) => row.date },
            { label: 'Difference', name: 'difference', value: (row) => row.difference },
            { label: 'Low', name: 'low', value: (row) => row.low },
            { label: 'High', name: 'high', value: (row) => row.high },
          ]}
          rows={rows}
        />
      </Tools>
    </section>
  )
}
