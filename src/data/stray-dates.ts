import type { Panel } from './panel.js'

/** Dates, ascending, and the number of assets with a row on each. */
export interface RowCounts {
  readonly dates: readonly string[]
  readonly counts: readonly number[]
}

/** A date with rows of so few assets that it is no session of the dataset. */
export interface StrayDate {
  readonly date: string
  /** Assets with a row on it. */
  readonly rows: number
  /** Usual number of assets with a row on the dates before it. */
  readonly usual: number
}

export interface StrayOptions {
  /** A date with rows of a smaller share of the assets priced before it is no session; 0: all are. */
  readonly coverage?: number
  /** Up to this date it is settled which dates are sessions: all but `known`. */
  readonly settledTo?: string
  /** Dates that were found not to be sessions before. */
  readonly known?: readonly string[]
  /** Dates of which rows are new. */
  readonly changed?: readonly string[]
}

export const SESSION_COVERAGE = 0.5

/** So many dates before a date show its usual number of rows. */
const USUAL_DATES = 5

/**
 * Dates with `rows < coverage · usual`, `usual` the median number of rows on the five dates before: later
 * dates never decide whether a date is a session, as a backtest would otherwise see a date that was none on
 * its evening. Where most assets end at once, the first three dates without them are therefore none. The
 * first date is never one. A settled date stays what it is, unless rows were added to one that was no session.
 */
export function strayDates(
  { dates, counts }: RowCounts,
  { coverage = SESSION_COVERAGE, settledTo = '', known = [], changed = [] }: StrayOptions = {},
): StrayDate[] {
  const [wasStray, hasNew] = [new Set(known), new Set(changed)]
  return dates.flatMap((date, t) => {
    const settled = date <= settledTo
    if (t === 0 || (settled && !wasStray.has(date))) return []
    const usual = median(counts.slice(Math.max(0, t - USUAL_DATES), t))
    const rows = counts[t] ?? 0
    const isStray = rows < coverage * usual || (settled && !hasNew.has(date))
    return isStray ? [{ date, rows, usual }] : []
  })
}

/** Of an even number of values, the larger of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}

type Rows = Pick<Panel, 'dates' | 'assets' | 'adjClose'>

function countsOf({ dates, assets, adjClose }: Rows): number[] {
  return dates.map((_, t) => {
    let count = 0
    for (let cell = t * assets.length; cell < (t + 1) * assets.length; cell++) {
      if (!Number.isNaN(adjClose[cell])) count++
    }
    return count
  })
}

/** Rows of each date of one panel, or of two, where a row of the same asset and date counts once. */
export function rowCounts(...panels: readonly Rows[]): RowCounts {
  const [only, ...others] = panels
  if (only && others.length === 0) return { dates: only.dates, counts: countsOf(only) }
  const assetsOn = new Map<string, Set<string>>()
  for (const { dates, assets, adjClose } of panels) {
    for (const [t, date] of dates.entries()) {
      const found = assetsOn.get(date) ?? new Set()
      assetsOn.set(date, found)
      for (const [i, asset] of assets.entries()) {
        if (!Number.isNaN(adjClose[t * assets.length + i])) found.add(asset)
      }
    }
  }
  const dates = [...assetsOn.keys()].sort()
  return { dates, counts: dates.map((date) => assetsOn.get(date)?.size ?? 0) }
}
