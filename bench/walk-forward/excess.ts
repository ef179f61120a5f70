import { mean, TRADING_DAYS } from '../../src/accounts/moments.js'
import { standardErrorOfMean } from '../../src/accounts/prediction-measures.js'
import { annualisedSharpe, sharpeStandardError } from '../../src/accounts/sharpe.js'
import { excessOf } from '../../src/accounts/wealth.js'
import type { MeasuredRow, Range } from './measures.js'
import type { RunRow } from './runs.js'

/** What a book earns over the equal-weight universe, a year. */
export interface Excess {
  readonly gross: number
  readonly net: number
  /** Of net: `sd / √T`, a year. */
  readonly netError: number
  readonly netSharpe: number | null
  readonly netSharpeError: number | null
}

export function excessReturns(
  { series, returns }: Pick<MeasuredRow<RunRow>, 'series' | 'returns'>,
  lag: 0 | 1,
  range: Range,
  tradingCostBps: number,
): Excess {
  const market = new Map(series.dates.map((date, t) => [date, series.market[t] ?? Number.NaN]))
  const { gross, net } = returns(lag, range, tradingCostBps)
  const over = (values: ReadonlyMap<string, number>) =>
    excessOf(
      [...values.values()],
      [...values.keys()].map((date) => market.get(date) ?? Number.NaN),
    ).filter(Number.isFinite)
  const [before, after] = [over(gross), over(net)]
  return {
    gross: TRADING_DAYS * mean(before),
    net: TRADING_DAYS * mean(after),
    netError: TRADING_DAYS * (standardErrorOfMean(after) ?? Number.NaN),
    netSharpe: annualisedSharpe(after),
    netSharpeError: sharpeStandardError(after),
  }
}
