import { UserError } from '../../src/lib/errors.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { toFilter, toTop } from '../api/arguments.js'
import type { Loaders } from '../api/loaders.js'
import { publishedOf } from '../api/trading-dates.js'
import type { HistoryArgs } from './history.type.js'

/** Values of a date, by asset or by characteristic. */
type Values = readonly (number | null)[]

/** A row of a history: the position of its asset or characteristic, and its value on each date. */
interface HistoryRow {
  readonly position: number
  readonly values: Values
}

export interface History {
  readonly dates: readonly string[]
  readonly rows: readonly HistoryRow[]
}

const [DATES, MOST_DATES, ROWS] = [52, 260, 20] as const

/** The largest rows of values that are read on evenly spaced dates of the range. */
export async function historyOf(
  split: StoredSplit,
  args: HistoryArgs,
  loaders: Loaders,
  valuesOn: (key: { contentId: number; date: string }) => Promise<Values | null>,
): Promise<History> {
  const count = toDateCount(args.dates ?? DATES)
  const top = toTop(args.top ?? ROWS)
  const filter = toFilter(args)
  if (!split.current) return { dates: [], rows: [] }
  const { id, contentId } = publishedOf(split)
  const rows = await loaders.accountRows.load(id)
  const dates = spaced(
    rows.map(({ date }) => date).filter((date) => filter.includes(date)),
    count,
  )
  const values = await Promise.all(dates.map((date) => valuesOn({ contentId, date })))
  return { dates, rows: largestRows(values, top) }
}

/** At most `count` of the items, evenly spaced, the first and the last among them. */
export function spaced<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items]
  const step = (items.length - 1) / Math.max(1, count - 1)
  return Array.from({ length: count }, (_, n) => Math.round(n * step)).flatMap((at) => {
    const item = items[at]
    return item === undefined ? [] : [item]
  })
}

function largestRows(values: readonly (Values | null)[], top: number): HistoryRow[] {
  const length = Math.max(0, ...values.map((row) => row?.length ?? 0))
  const rows = Array.from({ length }, (_, position) => {
    const own = values.map((row) => row?.[position] ?? null)
    const size = own.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0)
    return { position, values: own, size }
  })
  return rows
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size)
    .slice(0, top)
    .map(({ position, values: own }) => ({ position, values: own }))
}

function toDateCount(count: number): number {
  if (count >= 2 && count <= MOST_DATES) return count
  throw new UserError(`dates: ${count} is not offered: write a number from 2 to ${MOST_DATES}`)
}
