/** Names of one side by column, each with the number of dates it has been held. */
export type HeldSide = ReadonlyMap<number, number>

export interface SideSettings {
  /** Names held at most. */
  readonly places: number
  /** n: names that may be replaced on a date. */
  readonly n: number
  /** Dates that a name is held before it may be replaced; 1 is no restriction. */
  readonly hold: number
}

/**
 * One side of TopK-Drop after a date: `scores` are those of its candidates, held or not, by column.
 *
 * Held names without a score are sold first and do not count into n, and so are those beyond the number
 * of places. Of the names kept and the best `n + places − kept` others, best score first and ties by
 * column, the last n are sold as far as they are held, for at least `hold` dates. As many names are
 * bought as were sold and places are free.
 */
export function nextSide(
  scores: ReadonlyMap<number, number>,
  before: HeldSide,
  { places, n, hold }: SideSettings,
): HeldSide {
  const ranked = bestFirst(scores)
  const kept = ranked.filter((column) => before.has(column)).slice(0, places)
  const fresh = ranked.filter((column) => !before.has(column))
  const rivals = new Set([...kept, ...fresh.slice(0, n + places - kept.length)])
  const last = ranked.filter((column) => rivals.has(column)).slice(-n)
  const replaceable = new Set(rivals.size > places ? last : [])
  const staying = kept.filter(
    (column) => !replaceable.has(column) || (before.get(column) ?? 0) < hold,
  )
  const bought = fresh.slice(0, places - staying.length)
  return new Map(
    [...staying, ...bought]
      .sort((a, b) => a - b)
      .map((column) => [column, (before.get(column) ?? 0) + 1]),
  )
}

/** Columns by descending score, ties by ascending column. */
function bestFirst(scores: ReadonlyMap<number, number>): number[] {
  return [...scores].sort(([a, x], [b, y]) => y - x || a - b).map(([column]) => column)
}
