import { first, last } from '../../lib/at.js'
import { yearOf } from '../../lib/dates.js'
import { eachReturn } from '../returns.js'
import type { QualityFinding, QualityInput } from './report.js'

/** Why no backtest could run on the data. */
export function unusableData(input: QualityInput): QualityFinding[] {
  const reason = emptyYears(input) ?? withoutReturns(input)
  return reason === null
    ? []
    : [{ kind: 'no-backtest', severity: 'error', message: reason, count: 1 }]
}

function emptyYears({ prices: { dates } }: QualityInput): string | null {
  const years = new Set(dates.map(yearOf))
  const empty: number[] = []
  for (let year = yearOf(first(dates)); year <= yearOf(last(dates)); year++) {
    if (!years.has(year)) empty.push(year)
  }
  if (empty.length === 0) return null
  return `no date in ${empty.join(', ')}: a backtest needs every year from the first to the last`
}

function withoutReturns({ prices }: QualityInput): string | null {
  if (prices.dates.length < 2) return null
  let count = 0
  eachReturn(prices, () => {
    count++
  })
  if (count > 0) return null
  return 'no asset has a return: its rows are more than five sessions apart'
}
