import { cumulate } from './cumulate.js'

/** The daily returns of a split by column, as the API serves them. */
export interface PnlColumns {
  readonly dates: readonly string[]
  readonly gross: readonly (number | null)[]
  readonly net: readonly (number | null)[]
  readonly hedgedNet: readonly (number | null)[]
  readonly turnover: readonly (number | null)[]
  readonly shortExposure: readonly (number | null)[]
}

export interface DatedSplit {
  readonly test: { readonly from: string }
  readonly pnlSeries: PnlColumns
}

export interface DateRange {
  readonly from: string
  readonly to: string
}

/** A date of a run; `gap` where a split without results begins. */
export interface DailyReturn {
  readonly date: string
  readonly gap?: boolean
  readonly gross: number | null
  readonly net: number | null
  readonly hedgedNet: number | null
  readonly turnover: number | null
  readonly shortExposure: number | null
}

export type CurveKind = 'gross' | 'net' | 'hedgedNet'

export type Curves = { readonly dates: readonly string[] } & Readonly<
  Record<CurveKind, readonly (number | null)[]>
>

/**
 * The daily returns of a run in [from, to], split after split. A split without PnL in between leaves
 * a row of nulls at its first date, which the chart shows as a gap.
 */
export function dailyReturns(
  splits: readonly DatedSplit[],
  { from = '', to = '9999' }: Partial<DateRange> = {},
): DailyReturn[] {
  const rows: DailyReturn[] = []
  let gap: string | undefined
  for (const { pnlSeries, test } of splits) {
    if (pnlSeries.dates.length === 0 && rows.length > 0) gap ??= test.from
    pnlSeries.dates.forEach((date, i) => {
      if (date < from || date > to) return
      if (gap !== undefined && rows.length > 0) rows.push(gapAt(gap))
      gap = undefined
      rows.push(dayOf(pnlSeries, date, i))
    })
  }
  return rows
}

function dayOf(columns: PnlColumns, date: string, i: number): DailyReturn {
  return {
    date,
    gross: columns.gross[i] ?? null,
    net: columns.net[i] ?? null,
    hedgedNet: columns.hedgedNet[i] ?? null,
    turnover: columns.turnover[i] ?? null,
    shortExposure: columns.shortExposure[i] ?? null,
  }
}

function gapAt(date: string): DailyReturn {
  const nothing = { gross: null, net: null, hedgedNet: null, turnover: null, shortExposure: null }
  return { date, gap: true, ...nothing }
}

/**
 * Cumulative curves of daily returns, by kind; with `compound` wealth. A gap is null, and the curve
 * goes on after it.
 */
export function curvesOf(rows: readonly DailyReturn[], combine = cumulate): Curves {
  const curve = (kind: CurveKind) => {
    const sums = combine(rows.map((row) => row[kind]))
    return sums.map((sum, i) => (rows[i]?.gap ? null : sum))
  }
  const dates = rows.map((row) => row.date)
  return { dates, net: curve('net'), hedgedNet: curve('hedgedNet'), gross: curve('gross') }
}
