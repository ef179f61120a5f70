import { useMemo } from 'preact/hooks'
import { LineChart } from '../chart/line-chart.js'
import type { ChartModel } from '../chart/model.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { toSeconds } from '../series/align.js'
import { cumulate } from '../series/cumulate.js'
import { type Fall, underwater, worstFalls } from '../series/drawdowns.js'
import { percent } from '../text/format.js'
import { Tools } from '../tools/tools.js'
import type { OfDays } from './panel-of-days.js'

const WORST = 5
const HEIGHT = 170

/** How far cumulative net was below its peak, and the worst falls. */
export function FallsPanel({ days, entry, query }: OfDays) {
  const dates = days.map(({ date }) => date)
  const below = useMemo(() => belowPeak(days), [days])
  const model = useMemo<ChartModel>(
    () => ({
      data: [dates.map(toSeconds), below],
      curves: [{ hue: 'short', width: 1.25, filled: true }],
      marks: [],
      format: percent,
      height: HEIGHT,
    }),
    [below],
  )
  const falls = worstFalls(dates, below, WORST)
  return (
    <section id="falls" class="panel" aria-label="Drawdowns">
      <h2>Below the peak</h2>
      <LineChart
        label={`Drawdown of cumulative net PnL of ${entry.strategy.title}, worst ${percent(falls[0]?.depth ?? 0)}`}
        model={model}
        describe={(i) => `${dates[i]}: ${percent(below[i])} below the peak`}
      />
      <Table
        caption="Worst falls"
        columns={COLUMNS}
        rows={falls}
        empty="It never fell below its peak."
      />
      <Tools name="drawdown" queries={[query]} picture>
        <SaveCsv name="drawdowns" columns={COLUMNS} rows={falls} />
      </Tools>
    </section>
  )
}

/** A split without results is a gap. */
function belowPeak(days: OfDays['days']): (number | null)[] {
  const below = underwater(cumulate(days.map(({ net }) => net)))
  return below.map((value, t) => (days[t]?.gap ? null : value))
}

const COLUMNS: readonly Column<Fall>[] = [
  { label: 'Peak', name: 'peak', header: true, value: ({ from }) => from },
  { label: 'Lowest', name: 'lowest', value: ({ low }) => low },
  {
    label: 'Recovered',
    name: 'recovered',
    value: ({ to }) => to,
    absent: 'Not yet: cumulative net is still below this peak.',
  },
  {
    label: 'Depth',
    name: 'depth',
    numeric: true,
    value: ({ depth }) => depth,
    cell: ({ depth }) => percent(depth),
  },
]
