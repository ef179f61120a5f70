import { useMemo } from 'preact/hooks'
import { SmallCurve } from '../chart/small-curve.js'
import { movingMean } from '../series/moving-mean.js'
import { rollingBeta, rollingSharpe, rollingVolatility } from '../series/rolling.js'
import { fixed, percent } from '../text/format.js'
import type { OfDays } from './panel-of-days.js'

/** Half a year of dates, as the hedge of the accounts looks back. */
const WINDOW = 126
const MONTH = 21

interface RollingPanelProps extends OfDays {
  /** Daily returns of the market by date; empty where the equal-weight baseline has no results. */
  readonly market: ReadonlyMap<string, number>
}

/** Sharpe ratio, volatility and beta over the last half year, and what was held and traded. */
export function RollingPanel({ days, datesPerYear, market }: RollingPanelProps) {
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
      turnover: movingMean(
        days.map(({ turnover }) => turnover),
        MONTH,
      ),
      short: movingMean(
        days.map(({ shortExposure }) => shortExposure),
        MONTH,
      ),
    }
  }, [days, market])
  const last = (values: readonly (number | null)[]) => values.findLast((value) => value !== null)
  return (
    <section id="rolling" class="panel" aria-label="Rolling measures">
      <h2>Over time</h2>
      <p class="note">
        Over the last {WINDOW} dates; turnover and short exposure over {MONTH}. At the right of each
        name its last value.
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
        <SmallCurve
          label="Turnover a day"
          value={fixed(last(curves.turnover), 3)}
          dates={dates}
          values={curves.turnover}
          format={fixed}
        />
        <SmallCurve
          label="Short exposure"
          value={fixed(last(curves.short), 3)}
          dates={dates}
          values={curves.short}
          format={fixed}
        />
      </div>
    </section>
  )
}
