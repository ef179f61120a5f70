import type { Place } from '../../../schema/cost/place.js'
import type { ExportKind } from '../../export/request.js'

/** Files that hold the values of an answer. */
export interface BulkSource {
  readonly what: ExportKind
  /** Id of a run, or null for the one that answers. */
  readonly run: string | null
  readonly splits: ReadonlySet<string>
  readonly strategies: ReadonlySet<string>
}

interface Tally extends BulkSource {
  values: number
  readonly splits: Set<string>
  readonly strategies: Set<string>
}

/** How many values of an answer each kind of file holds. */
export class BulkTallies {
  readonly #tallies = new Map<ExportKind, Tally>()

  add(what: ExportKind, { split, pinned }: Place, values: number): void {
    if (split === null) return
    const tally = this.#tallies.get(what) ?? {
      what,
      values: 0,
      run: pinned,
      splits: new Set(),
      strategies: new Set(),
    }
    this.#tallies.set(what, tally)
    tally.values += values
    tally.splits.add(split.name)
    tally.strategies.add(split.strategy)
  }

  /** The kind that holds the most; null where none holds any. */
  largest(): BulkSource | null {
    let [largest, most]: [BulkSource | null, number] = [null, 0]
    for (const tally of this.#tallies.values()) {
      if (tally.values > most) [largest, most] = [tally, tally.values]
    }
    return largest
  }
}
