import { toUtcMs } from '../../src/lib/dates.js'
import type { StoredSplit } from '../../src/store/read/splits.js'

/** Where in an answer a field is, as far as it decides how long its lists are. */
export interface Place {
  /** The split it is of. */
  readonly split: StoredSplit | null
  /** The splits of a list of splits here. */
  readonly splits: readonly StoredSplit[]
  /** Id of the run that was asked for; null for the one that answers. */
  readonly pinned: string | null
  /** Values in a column (`FloatVector`, lists of dates or names). */
  readonly length: number
  /** Edges of a connection. */
  readonly rows: number
  /** The range of dates of a field above, where a field below reads results on them. */
  readonly range?: Arguments
}

export type Arguments = Readonly<Record<string, unknown>>

const SHORT_COLUMN = 10
const PAGE = 50

export function placeWith(splits: readonly StoredSplit[], pinned: string | null = null): Place {
  return { split: null, splits, pinned, length: SHORT_COLUMN, rows: PAGE }
}

/** At a split; its run has those of `splits` that are of the same run. */
export function at(split: StoredSplit, { splits, pinned }: Place): Place {
  const siblings = splits.filter(({ runId }) => runId === split.runId)
  return { ...placeWith(siblings, pinned), split }
}

/** As many splits as any one run has: which run it will be is not known before it is read. */
export function largestRun(splits: readonly StoredSplit[]): readonly StoredSplit[] {
  const runs = new Map<string, StoredSplit[]>()
  for (const split of splits) {
    const found = runs.get(split.runId)
    if (found) found.push(split)
    else runs.set(split.runId, [split])
  }
  let largest: readonly StoredSplit[] = []
  for (const run of runs.values()) if (run.length > largest.length) largest = run
  return largest
}

const TRADING_DATES = 252
const DAYS = 365.25
const DAY_MS = 86_400_000

/** Trading dates with results of a split from `from` to `to`, by the length of a year. */
export function datesIn(
  { split }: Place,
  { from, to, date }: { from?: unknown; to?: unknown; date?: unknown },
): number {
  if (typeof date === 'string') return 1
  if (!split?.current?.scoredTo) return 0
  const first = typeof from === 'string' && from > split.testFrom ? from : split.testFrom
  const { scoredTo } = split.current
  const last = typeof to === 'string' && to < scoredTo ? to : scoredTo
  const days = dayOf(last) - dayOf(first) + 1
  return days > 0 ? Math.ceil((days * TRADING_DATES) / DAYS) : 0
}

const known = new Map<string, number>()
const MOST_KNOWN = 10_000

/** Days since 1970; a query of many ranges asks for the same dates thousands of times. */
function dayOf(date: string): number {
  const day = known.get(date) ?? toUtcMs(date) / DAY_MS
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(date, day)
  return day
}

export function assetsOf({ split }: Place): number {
  return split?.assetCount ?? 0
}

export function factorsOf({ split }: Place): number {
  return split?.factorCount ?? 0
}

/** How many strategies have any of the splits: the others have no run to answer from. */
export function strategyCount(splits: readonly StoredSplit[]): number {
  return new Set(splits.map(({ strategy }) => strategy)).size
}
