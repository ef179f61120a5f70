import type { Generated, JSONColumnType } from 'kysely'
import type { SplitSource } from '../../results.js'

/** What was published of a split at one data version. */
export interface SplitVersionTable {
  id: Generated<number>
  split_id: number
  /** The version that wrote the arrays; a re-accounted or extended version shares them. */
  content_id: number
  /** The data it was computed from. */
  dataset_version_id: number
  version: number
  /**
   * Last date with PnL (null before the first); the content may hold later ones, of later versions.
   */
  scored_to: string | null
  /** The decided, not yet realised date of a live split. */
  next_date: string | null
  /** To the millisecond, so that what is served of it finds this version again. */
  published_at: Generated<Date>
  /** Last unadjusted closes over the asset axis, for orders; of a live split alone. */
  closes: (number | null)[] | null
  /** What a reader should know before trusting it, a sentence each. */
  warnings: Generated<string[]>
  /** Splits of other runs that it was made of; null of a strategy that reads none. */
  sources: JSONColumnType<SplitSource[]> | null
}
