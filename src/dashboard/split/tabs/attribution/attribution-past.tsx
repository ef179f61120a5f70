import { useMemo } from 'preact/hooks'
import { Heatmap } from '../../../chart/heatmap.js'
import { LineChart } from '../../../chart/line-chart.js'
import type { ChartModel } from '../../../chart/model.js'
import { toSeconds } from '../../../series/align.js'
import { cumulate } from '../../../series/cumulate.js'
import { signedPercent } from '../../../text/format.js'
import { partName } from '../../part-name.js'
import type { OverTime } from './months.js'

/** So many parts have a curve of their own. */
const CURVES = 5
const HEIGHT = 240

interface AttributionPastProps {
  readonly of: OverTime
}

/** Contributions month by month: the sum so far of the largest parts and of net, and all of them as shades. */
export function AttributionPast({ of }: AttributionPastProps) {
  const { periods, parts } = of
  const curves = useMemo(() => curvesOf(of), [of])
  const model = useMemo<ChartModel>(
    () => ({
      data: [periods.map(toMonthEnd), ...curves.map(({ sums }) => [...sums])],
      curves: curves.map(({ hue, isNet }) => ({ hue, width: isNet ? 2.25 : 1.25 })),
      marks: [],
      format: (value) => signedPercent(value, 1),
      height: HEIGHT,
    }),
    [curves],
  )
  if (periods.length < 2) return null
  const textAt = (t: number) =>
    curves.map(({ name, sums }) => `${name} ${signedPercent(sums[t], 2)}`).join(', ')
  return (
    <div class="columns">
      <div>
        <h3>Cumulative, by month</h3>
        <p class="legend note">
          {curves.map(({ name, hue }) => (
            <span key={name} class="seed" style={{ '--hue': `var(--${hue})` }}>
              {name}
            </span>
          ))}
        </p>
        <LineChart
          label={`Cumulative contributions by month: ${textAt(periods.length - 1)}`}
          model={model}
          describe={(t) => `${periods[t]}: ${textAt(t)}`}
        />
      </div>
      <div>
        <h3>Month by month</h3>
        <Heatmap
          label="Contributions to net return by month"
          columns={periods}
          rows={parts.map(({ label, contributions }) => ({
            label: partName(label),
            values: contributions,
          }))}
          format={(value) => signedPercent(value, 2)}
        />
      </div>
    </div>
  )
}

interface PartCurve {
  readonly name: string
  readonly hue: string
  readonly isNet: boolean
  readonly sums: readonly (number | null)[]
}

/** Net, and the largest parts. */
function curvesOf({ periods, parts }: OverTime): PartCurve[] {
  const net = periods.map((_, t) =>
    parts.reduce((sum, { contributions }) => sum + (contributions[t] ?? 0), 0),
  )
  const largest = parts.slice(0, CURVES).map(({ label, contributions }, i) => ({
    name: partName(label),
    hue: `series-${(i + 1) % 6}`,
    isNet: false,
    sums: cumulate(contributions),
  }))
  return [{ name: 'Net', hue: 'series-0', isNet: true, sums: cumulate(net) }, ...largest]
}

/** The last day of a month. */
function toMonthEnd(period: string): number {
  const end = new Date(`${period}-01T00:00:00Z`)
  end.setUTCMonth(end.getUTCMonth() + 1, 0)
  return toSeconds(end.toISOString().slice(0, 10))
}
