import { useMemo } from 'preact/hooks'
import { SmallCurve } from '../chart/small-curve.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { rollingBeta, rollingSharpe, rollingVolatility } from '../series/rolling.js'
import { fixed, percent } from '../text/format.js'
import { Tools } from '../tools/tools.js'
import type { OfDays } from './panel-of-days.js'

/** Half a year of dates, as the hedge of the accounts looks back. */
const WINDOW = 126

interface RollingPanelProps extends OfDays {
  /** Daily returns of the market by date; empty where the equal-weight baseline has no results. */
  readonly market: ReadonlyMap<string, number>
}

/** Sharpe ratio, volatility and beta over the last half year. */
export function RollingPanel({ days, datesPerYear, market, query }: RollingPanelProps) {
  const dates = days.map(({ date }) => date)
  const curves = useMemo(() => {
    const net = days.map((day) => day.net)
    return {
      sharpe: rollingSharpe(net, WINDOW, datesPerYear),
      volatility: rollingVolatility(net, WINDOW, datesPerYear),
      beta: rollingBeta(
        net.map((value, t) => (market.has(days[t]?.date ?? '') ? value : null)),
        days.map(({ date }) => market.get(date) ?? null),
        WINDOW,
      ),
    }
  }, [days, market])
  const last = (values: readonly (number | null)[]) => values.findLast((value) => value !== null)
  return (
    <section id="rolling" class="panel" aria-label="Rolling measures">
      <h2>Over time</h2>
      <p class="note">
        Over the last {WINDOW} dates. At the right of each name its last value, or that under the
        cursor.
        {days.length < WINDOW &&
          ` The range has ${days.filter(({ gap }) => !gap).length} dates, too few for ${WINDOW}.`}
        {market.size === 0 &&
          ' No beta over time: the equal-weight baseline, which is the market, has no results here.'}
      </p>
      <div class="multiples">
        <SmallCurve
          label="Net Sharpe"
          value={fixed(last(curves.sharpe))}
          dates={dates}
          values={curves.sharpe}
          format={(x) => fixed(x, 1)}
        />
        <SmallCurve
          label="Volatility"
          value={percent(last(curves.volatility))}
          dates={dates}
          values={curves.volatility}
          format={percent}
        />
        <SmallCurve
          label="Market beta"
          value={fixed(last(curves.beta))}
          dates={dates}
          values={curves.beta}
          format={fixed}
        />
      </div>
      <Tools name="rolling" queries={[query]} picture>
        <SaveCsv name="rolling" columns={COLUMNS} rows={rowsOf(dates, curves)} />
      </Tools>
    </section>
  )
}

type Values = readonly (number | null)[]

interface RollingRow {
  readonly date: string
  readonly sharpe: number | null
  readonly volatility: number | null
  readonly beta: number | null
}

type Curves = Readonly<Record<'sharpe' | 'volatility' | 'beta', Values>>

function rowsOf(dates: readonly string[], curves: Curves): RollingRow[] {
  return dates.map((date, t) => ({
    date,
    sharpe: curves.sharpe[t] ?? null,
    volatility: curves.volatility[t] ?? null,
    beta: curves.beta[t] ?? null,
  }))
}

const COLUMNS: readonly Column<RollingRow>[] = [
  { label: 'Date', name: 'date', value: ({ date }) => date },
  { label: 'Net Sharpe', name: 'netSharpe', value: ({ sharpe }) => sharpe },
  { label: 'Volatility', name: 'volatility', value: ({ volatility }) => volatility },
  { label: 'Market beta', name: 'marketBeta', value: ({ beta }) => beta },
]
