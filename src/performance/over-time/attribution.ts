import type { Attribution } from '../../accounts/attribution.js'
import type { StoredSplit } from '../../store/read/splits.js'
import { type AttributionOptions, attributionOf } from '../attribution.js'
import { isPublished } from '../chain.js'
import type { PerformanceReads } from '../reads.js'
import { datesOf } from '../split-days.js'

export interface PeriodAttributionOptions extends AttributionOptions {
  readonly period: 'MONTH' | 'YEAR'
  /** Parts with a row of their own, from the largest absolute sum; the others are one row. */
  readonly top: number
}

/** A part of net return by period. */
interface PartByPeriod {
  readonly label: string
  readonly contributions: readonly number[]
}

export interface AttributionByPeriod {
  /** `2020-03`, or `2020`. */
  readonly periods: readonly string[]
  readonly parts: readonly PartByPeriod[]
}

/** The row of the parts beyond `top`, and that of cost. */
const [OTHERS, COST] = ['others', 'cost'] as const
const LENGTHS = { MONTH: 7, YEAR: 4 } as const

/** Contributions to net return by calendar month or year; those of a period sum to its net return. */
export async function attributionByPeriod(
  split: StoredSplit,
  { by, filter, period, top }: PeriodAttributionOptions,
  reads: PerformanceReads,
): Promise<AttributionByPeriod> {
  if (!isPublished(split)) return { periods: [], parts: [] }
  const dates = (await datesOf(split, reads)).filter((date) => filter.includes(date))
  const periodOf = (date: string) => date.slice(0, LENGTHS[period])
  const periods = [...new Set(dates.map(periodOf))]
  const found: (readonly Attribution[])[] = []
  for (const each of periods) {
    const within = { includes: (date: string) => filter.includes(date) && periodOf(date) === each }
    found.push(await attributionOf(split, { by, filter: within }, reads)) // one after another: sums are large
  }
  return { periods, parts: grouped(tabled(found), top) }
}

/** A row for each label, with 0 where a period has no such part. */
function tabled(periods: readonly (readonly Attribution[])[]): PartByPeriod[] {
  const labels = [...new Set(periods.flatMap((parts) => parts.map(({ label }) => label)))]
  const byLabel = periods.map((parts) => new Map(parts.map((part) => [part.label, part])))
  return labels.map((label) => ({
    label,
    contributions: byLabel.map((parts) => parts.get(label)?.contribution ?? 0),
  }))
}

/** The largest parts, the others together, and the cost last. */
function grouped(parts: readonly PartByPeriod[], top: number): PartByPeriod[] {
  const cost = parts.filter(({ label }) => label === COST)
  const sized = parts
    .filter(({ label }) => label !== COST)
    .map((part) => ({ part, size: Math.abs(sum(part.contributions)) }))
    .sort((a, b) => b.size - a.size)
    .map(({ part }) => part)
  const rest = sized.slice(top)
  const [first] = rest
  const others = first?.contributions.map((_, t) =>
    sum(rest.map(({ contributions }) => contributions[t] ?? 0)),
  )
  return [
    ...sized.slice(0, top),
    ...(others ? [{ label: OTHERS, contributions: others }] : []),
    ...cost,
  ]
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
