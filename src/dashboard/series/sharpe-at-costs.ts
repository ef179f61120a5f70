import type { DailyReturn } from './daily-returns.js'
import { deviation, mean } from './statistics.js'

const BASIS_POINT = 1e-4

export interface SharpeAtCost {
  readonly tradingCostBps: number
  readonly netSharpe: number | null
}

/** Net Sharpe ratio of the same books at other trading costs: `gross − c · turnover − s · short exposure`. */
export function sharpeAtCosts(
  rows: readonly DailyReturn[],
  costs: readonly number[],
  { shortCostBps, datesPerYear }: { readonly shortCostBps: number; readonly datesPerYear: number },
): SharpeAtCost[] {
  const known = rows.filter(({ gross }) => gross !== null)
  return costs.map((tradingCostBps) => {
    const net = known.map(
      ({ gross, turnover, shortExposure }) =>
        (gross ?? 0) -
        BASIS_POINT * (tradingCostBps * (turnover ?? 0) + shortCostBps * (shortExposure ?? 0)),
    )
    const sd = net.length > 1 ? deviation(net) : 0
    return { tradingCostBps, netSharpe: sd > 0 ? (mean(net) / sd) * Math.sqrt(datesPerYear) : null }
  })
}
