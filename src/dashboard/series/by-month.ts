import type { DailyReturn } from './daily-returns.js'

export interface YearOfMonths {
  readonly year: string
  /** Sum of the net returns of each month; null without dates. */
  readonly months: readonly (number | null)[]
  readonly total: number
}

/** Net returns summed by calendar month, a row a year. */
export function byMonth(rows: readonly DailyReturn[]): YearOfMonths[] {
  const years = new Map<string, (number | null)[]>()
  for (const { date, net } of rows) {
    if (net === null) continue
    const year = date.slice(0, 4)
    const months = years.get(year) ?? new Array<number | null>(12).fill(null)
    const month = Number(date.slice(5, 7)) - 1
    months[month] = (months[month] ?? 0) + net
    years.set(year, months)
  }
  return [...years].map(([year, months]) => ({
    year,
    months,
    total: months.reduce<number>((sum, value) => sum + (value ?? 0), 0),
  }))
}
