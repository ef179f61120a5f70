import { LineChart } from '../chart/line-chart.js'
import type { CurveStyle } from '../chart/model.js'
import { align } from '../series/align.js'
import { cumulate } from '../series/cumulate.js'
import { curvesOf, dailyReturns } from '../series/daily-returns.js'
import { percent, signedPercent } from '../text/format.js'
import { Legend } from './legend.js'
import type { Sheet } from './model.js'

interface NamedCurve extends CurveStyle {
  readonly name: string
  readonly dates: readonly string[]
  readonly values: readonly (number | null)[]
}

/** Cumulative PnL: net, hedged and gross, a day later, and the market. */
export function CurveSection({ sheet }: { readonly sheet: Sheet }) {
  const curves = curvesOfSheet(sheet)
  const text = curves.map(({ name, values }) => `${name} ${signedPercent(values.at(-1))}`)
  const model = { data: align(curves), curves, marks: [], format: wholePercent }
  return (
    <section class="panel" aria-label="Cumulative PnL">
      <h2>Cumulative PnL of a unit book</h2>
      <Legend
        entries={curves.map((curve) => ({ ...curve, value: signedPercent(curve.values.at(-1)) }))}
      />
      <LineChart
        label={`Cumulative PnL: ${text.join(', ')}`}
        model={model}
        describe={(i) => text[i] ?? ''}
      />
    </section>
  )
}

const wholePercent = (value: number) => percent(value, 0)

function curvesOfSheet({ entry, late, market, against }: Sheet): NamedCurve[] {
  const own = curvesOf(dailyReturns(entry.figures))
  const later = curvesOf(dailyReturns(late))
  const other = against && curvesOf(dailyReturns(against.entry.figures))
  const { dates } = own
  return [
    { name: 'gross', hue: 'series-0', width: 1, faint: true, dates, values: own.gross },
    {
      name: 'hedged net',
      hue: 'series-0',
      width: 1.25,
      dash: [5, 3],
      dates,
      values: own.hedgedNet,
    },
    { name: 'net', hue: 'series-0', width: 2, dates, values: own.net },
    { name: 'net, a day later', hue: 'series-3', width: 1.25, dates, values: later.net },
    {
      name: 'equal-weight market',
      hue: 'series-5',
      width: 1,
      dates: market.dates,
      values: cumulate(market.returns),
    },
    ...(against && other
      ? [
          {
            name: `net of ${against.entry.strategy.name}`,
            hue: 'series-1',
            width: 1.75,
            dates: other.dates,
            values: other.net,
          },
        ]
      : []),
  ]
}
