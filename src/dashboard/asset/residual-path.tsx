import { useMemo } from 'preact/hooks'
import { LineChart } from '../chart/line-chart.js'
import type { ChartModel } from '../chart/model.js'
import type { Column } from '../parts/column.js'
import { toSeconds } from '../series/align.js'
import { cumulate } from '../series/cumulate.js'
import { LOOKBACK, sScores } from '../series/s-score.js'
import { fixed, signedFixed, signedPercent } from '../text/format.js'

interface Residual {
  readonly date: string
  readonly value: number
}

interface ResidualPathProps {
  readonly symbol: string
  readonly residuals: readonly Residual[]
}

/** Cumulative residual of an asset, and its s-score. */
export function ResidualPath({ symbol, residuals }: ResidualPathProps) {
  const dates = residuals.map(({ date }) => date)
  const values = residuals.map(({ value }) => value)
  const sums = useMemo(() => cumulate(values), [residuals])
  const scores = useMemo(() => sScores(values), [residuals])
  const model = useMemo<ChartModel>(
    () => ({
      data: [dates.map(toSeconds), sums],
      curves: [{ hue: 'series-0', width: 1.5 }],
      marks: [],
      format: (value) => signedPercent(value, 0),
      height: 220,
    }),
    [sums],
  )
  const scored = useMemo<ChartModel>(
    () => ({
      data: [dates.map(toSeconds), scores],
      curves: [{ hue: 'series-1', width: 1.25 }],
      marks: [],
      format: (value) => signedFixed(value, 0),
      height: 130,
    }),
    [scores],
  )
  if (residuals.length < 2) return <p class="dim">It has no residuals in this split.</p>
  return (
    <>
      <LineChart
        label={`Cumulative residual of ${symbol}: ${signedPercent(sums.at(-1))} over ${dates.length} dates`}
        model={model}
        describe={(i) =>
          `${dates[i]}: ${signedPercent(sums[i])}, s-score ${signedFixed(scores[i])}`
        }
      />
      <h2>s-score</h2>
      <LineChart
        label={`s-score of ${symbol}: ${fixed(scores.findLast((score) => score !== null))}`}
        model={scored}
        describe={(i) => `${dates[i]}: s-score ${signedFixed(scores[i])}`}
      />
      <p class="note">
        The s-score is how far the cumulative residual of the last {LOOKBACK} dates stands from its
        mean, in standard deviations of an Ornstein-Uhlenbeck process fitted to it (Avellaneda and
        Lee, 2010); missing where it does not revert.
      </p>
    </>
  )
}

export const RESIDUAL_COLUMNS: readonly Column<Residual>[] = [
  { label: 'Date', name: 'date', value: ({ date }) => date },
  { label: 'Residual', name: 'residual', value: ({ value }) => value },
]
