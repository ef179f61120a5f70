import { toUtcMs } from '../../lib/dates.js'
import { valuesPerDate } from '../../series.js'
import type { StoredSplit } from '../../store/read/splits.js'

/** Where in an answer a field is, as far as it decides how long its lists are. */
export interface Place {
  /** The split it is of. */
  readonly split: StoredSplit | null
  /** The splits that a list of splits here would hold. */
  readonly splits: readonly StoredSplit[]
  /** Id of the run that was asked for; null for the one that answers. */
  readonly pinned: string | null
  /** Values in a column (`FloatVector`, lists of dates or names). */
  readonly length: number
  /** Edges of a connection. */
  readonly rows: number
  /** The dates that were asked for above, where a field below reads what lies on them. */
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
  const days = (toUtcMs(last) - toUtcMs(first)) / DAY_MS + 1
  return days > 0 ? Math.ceil((days * TRADING_DATES) / DAYS) : 0
}

export function assetsOf({ split }: Place): number {
  return split?.assetCount ?? 0
}

export function factorsOf({ split }: Place): number {
  return split?.factorCount ?? 0
}

/** Values read for an answer, whether it shows them or not; a request reads the same ones once. */
export interface Read {
  readonly key: string
  readonly values: number
}

const SERIES_OF = {
  weights: 'asset weight',
  returns: 'return',
  residuals: 'residual',
  betas: 'beta',
  'factor returns': 'factor return',
} as const

export type ReadTable = keyof typeof SERIES_OF

/** Rows of tables by date of the split here, or of all splits here. */
export function readsOf(
  tables: readonly ReadTable[],
  place: Place,
  range: Arguments = {},
): readonly Read[] {
  const splits = place.split ? [place.split] : place.splits
  return splits.flatMap((split) => {
    const lengths = {
      assets: split.assetCount,
      factors: split.factorCount,
      characteristics: split.characteristicNames.length,
    }
    const dates = datesIn(at(split, place), range)
    return tables.map((table) => ({
      key: `${table} ${split.id}`,
      values: dates * valuesPerDate(SERIES_OF[table], lengths),
    }))
  })
}

/** A count that was asked for, as far as there is that much. */
export function atMost(asked: unknown, available: number): number {
  return typeof asked === 'number' && asked >= 0 ? Math.min(asked, available) : available
}

/** How many strategies have any of the splits: the others have no run to answer from. */
export function strategyCount(splits: readonly StoredSplit[]): number {
  return new Set(splits.map(({ strategy }) => strategy)).size
}
