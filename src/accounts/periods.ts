import type { PnlRow } from './pnl.js'

export type PeriodLength = 'MONTH' | 'YEAR'

/** Daily results summed over the dates of a calendar month or year. */
export interface PeriodPnl {
  /** `YYYY-MM` or `YYYY`. */
  readonly period: string
  /** Its first and last date with results. */
  readonly from: string
  readonly to: string
  readonly days: number
  readonly gross: number
  readonly cost: number
  readonly net: number
  /** Over the dates that have one; null without any. */
  readonly hedgedNet: number | null
  /** Means per date. */
  readonly turnover: number
  readonly shortExposure: number
}

const PREFIX: Readonly<Record<PeriodLength, number>> = { MONTH: 7, YEAR: 4 }

/** Chronological; periods without a date are left out. `hedgedNet` is `[T]`, the dates of `pnl`. */
export function pnlByPeriod(
  pnl: readonly PnlRow[],
  hedgedNet: readonly (number | null)[],
  by: PeriodLength,
): PeriodPnl[] {
  const members = new Map<string, number[]>()
  pnl.forEach(({ date }, t) => {
    const period = date.slice(0, PREFIX[by])
    members.set(period, [...(members.get(period) ?? []), t])
  })
  return [...members].map(([period, dates]) => {
    const rows = dates.map((t) => pnl[t])
    const hedged = dates.map((t) => hedgedNet[t]).filter((value) => value !== null)
    return {
      period,
      from: rows[0].date,
      to: rows[rows.length - 1].date,
      days: rows.length,
      gross: sum(rows.map(({ gross }) => gross)),
      cost: sum(rows.map(({ cost }) => cost)),
      net: sum(rows.map(({ net }) => net)),
      hedgedNet: hedged.length === 0 ? null : sum(hedged),
      turnover: sum(rows.map(({ turnover }) => turnover)) / rows.length,
      shortExposure: sum(rows.map(({ shortExposure }) => shortExposure)) / rows.length,
    }
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
