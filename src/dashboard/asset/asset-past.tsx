import { useMemo } from 'preact/hooks'
import { LineChart } from '../chart/line-chart.js'
import type { ChartModel } from '../chart/model.js'
import { SmallCurve } from '../chart/small-curve.js'
import { toSeconds } from '../series/align.js'
import { compound, cumulate } from '../series/cumulate.js'
import { fixed, signedPercent } from '../text/format.js'
import type { AssetHistory } from './asset-days.js'

interface AssetPastProps {
  readonly symbol: string
  readonly history: AssetHistory
  readonly date: string
}

const HEIGHT = 190

/** Price of an asset over the test range, its weight in the book, and what it earned. */
export function AssetPast({ symbol, history, date }: AssetPastProps) {
  const { dates, closes, returns, weights, contributions } = history
  const isPriced = closes.some((close) => close !== null)
  const price = useMemo(() => (isPriced ? closes : compound(returns)), [history])
  const model = useMemo<ChartModel>(
    () => ({
      data: [dates.map(toSeconds), [...price]],
      curves: [{ hue: 'series-0', width: 1.5 }],
      marks: [],
      format: (value) => fixed(value, isPriced ? 0 : 2),
      height: HEIGHT,
    }),
    [price],
  )
  const earned = useMemo(() => cumulate(contributions), [history])
  if (dates.length < 2) return null
  const name = isPriced ? 'Close' : 'Growth of 1'
  return (
    <>
      <h2>{isPriced ? 'Close' : 'Growth of 1, from its returns'}</h2>
      {!isPriced && (
        <p class="note">
          Closes are not stored for this dataset: it was ingested by an earlier release, or its
          files have none. Ingest the same files again to store them.
        </p>
      )}
      <LineChart
        label={`${name} of ${symbol}: ${fixed(price.findLast((each) => each !== null))}`}
        model={model}
        describe={(t) =>
          `${dates[t]}: ${name.toLowerCase()} ${fixed(price[t])}, weight ${signedPercent(weights[t], 2)}, earned ${signedPercent(earned[t], 2)} so far`
        }
      />
      <div class="multiples">
        <SmallCurve
          label="Weight in the book"
          value={signedPercent(weights.at(-1), 2)}
          dates={dates}
          values={weights}
          format={(x) => signedPercent(x, 2)}
          date={date}
        />
        <SmallCurve
          label="Earned, summed"
          value={signedPercent(earned.at(-1), 2)}
          dates={dates}
          values={earned}
          format={(x) => signedPercent(x, 2)}
          date={date}
        />
      </div>
    </>
  )
}
