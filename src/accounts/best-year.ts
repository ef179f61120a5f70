import { annualisedSharpe } from './sharpe.js'

/** The calendar year with the largest sum of returns; null without a date. */
export function bestYear(
  dates: readonly string[],
  returns: readonly (number | null)[],
): string | null {
  const sums = new Map<string, number>()
  dates.forEach((date, t) => {
    const year = date.slice(0, 4)
    const value = returns[t]
    if (value !== null) sums.set(year, (sums.get(year) ?? 0) + value)
  })
  const [best] = [...sums].sort(([, a], [, b]) => b - a)
  return best?.[0] ?? null
}

/** Annualised Sharpe ratio of the dates outside the best calendar year; null where there is only one year. */
export function sharpeWithoutBestYear(
  dates: readonly string[],
  returns: readonly (number | null)[],
  datesPerYear?: number,
): number | null {
  const best = bestYear(dates, returns)
  const left = returns.filter(
    (value, t) => value !== null && best !== null && !dates[t].startsWith(best),
  )
  return annualisedSharpe(left.map(Number), datesPerYear)
}
