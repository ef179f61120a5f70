import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { go } from '../address/current.js'
import { LineChart } from '../chart/line-chart.js'
import type { ChartModel, RangeMark } from '../chart/model.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { FiguredEntry } from '../lineup/lineup.js'
import { figuresAsked } from '../lineup/use-figures.js'
import { SaveCsv } from '../parts/save-csv.js'
import { toDate } from '../series/align.js'
import type { CurveKind, DailyReturn, DateRange } from '../series/daily-returns.js'
import { fixed, percent, signedPercent } from '../text/format.js'
import { Tools } from '../tools/tools.js'
import { AccountControls } from './account-controls.js'
import { shownCurves } from './curves.js'
import { DAY_COLUMNS, FIGURE_COLUMNS } from './pnl-columns.js'
import { RangeControls } from './range-controls.js'
import { Readout } from './readout.js'
import { ScaleSwitch } from './scale-switch.js'
import { StrategyTable } from './strategy-table.js'

interface CurvePanelProps {
  readonly address: OfStrategy
  readonly entries: readonly FiguredEntry[]
  /** The chosen strategy. */
  readonly mine: FiguredEntry
  /** Dates that all shown strategies have. */
  readonly common: DateRange
  readonly full: DateRange
  /** Of the chosen strategy, in the range. */
  readonly days: readonly DailyReturn[]
}

/** Cumulative PnL of the shown strategies on the same dates, with the figures of every strategy. */
export function CurvePanel({ address, entries, mine, common, full, days }: CurvePanelProps) {
  const { from, to } = common
  const asWealth = address.scale === 'log'
  const shown = [mine, ...entries.filter((each) => each !== mine && each.figures.length > 0)]
  const figures = shown.map((each) => each.figures)
  const of = useMemo(
    () => shownCurves(shown, { from, to }, asWealth),
    [...figures, from, to, asWealth, shown.length],
  )
  const model = useMemo<ChartModel>(
    () => ({
      ...of,
      marks: marksOf(mine, address.split),
      log: asWealth,
      format: asWealth ? fixed : percent,
    }),
    [of, address.split],
  )
  const cursor = useSignal<number | null>(null)
  const lookUp = (strategy: string, kind: CurveKind, at: number | null) =>
    of.curves
      .find((curve) => curve.strategy === strategy && curve.kind === kind)
      ?.values.at(at ?? -1)
  const format = asWealth ? fixed : signedPercent
  const textOf = (kind: CurveKind, at: number | null) =>
    format(lookUp(mine.strategy.name, kind, at) ?? null)

  return (
    <section id="curve" class="panel" aria-label="Cumulative PnL">
      <div id="curve-head" class="controls">
        <h2>{asWealth ? 'Wealth, compounded' : 'Cumulative PnL'}</h2>
        <AccountControls address={address} />
        <ScaleSwitch address={address} />
        <RangeControls address={address} range={full} />
      </div>
      <div id="curve-chart">
        <Readout cursor={cursor} times={of.data[0]} textOf={textOf} />
        <LineChart
          label={labelOf(mine, common, textOf)}
          model={model}
          describe={(i) =>
            `${toDate(of.data[0][i] ?? 0)}: net ${textOf('net', i)}, hedged net ${textOf('hedgedNet', i)}, gross ${textOf('gross', i)}`
          }
          onZoom={(range) => go({ from: range.from, to: range.to })}
          onPick={(date) => pick(mine, date)}
          onCursor={(index) => {
            cursor.value = index
          }}
        />
      </div>
      <Tools name="pnl" queries={[figuresAsked(address, mine.run.id)]} picture>
        <SaveCsv name={`pnl-${mine.strategy.name}`} columns={DAY_COLUMNS} rows={days} />
        <SaveCsv
          name="strategies-compared"
          label="Save figures as CSV"
          columns={FIGURE_COLUMNS}
          rows={entries}
        />
      </Tools>
      <div id="curve-legend">
        <StrategyTable
          address={address}
          entries={entries}
          cursor={cursor}
          textOf={(strategy, kind, at) => {
            const value = lookUp(strategy, kind, at)
            return value === undefined ? '' : format(value)
          }}
        />
      </div>
    </section>
  )
}

/** Goes to the split that tests a date. */
function pick({ figures }: FiguredEntry, date: string): void {
  const split = figures.find(({ test }) => test.from <= date && date <= test.to)
  if (split) go({ split: split.name })
}

function marksOf({ splits, figures }: FiguredEntry, chosen: string | undefined): RangeMark[] {
  const statuses = new Map(splits.map(({ name, status }) => [name, status]))
  return figures.map(({ name, test }) => ({
    ...test,
    chosen: name === chosen,
    failed: statuses.get(name) === 'FAILED',
  }))
}

function labelOf(
  { strategy }: FiguredEntry,
  { from, to }: DateRange,
  textOf: (kind: CurveKind, at: null) => string,
): string {
  return `Cumulative PnL of ${strategy.title} from ${from} to ${to}: net ${textOf('net', null)}, hedged net ${textOf('hedgedNet', null)}, gross ${textOf('gross', null)}`
}
