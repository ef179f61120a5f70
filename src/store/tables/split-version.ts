import type { Generated } from 'kysely'

/** What was published of a split at one data version. */
export interface SplitVersionTable {
  id: Generated<string>
  split_id: number
  /** The version that wrote the arrays; a re-accounted or extended version shares them. */
  content_id: string
  version: string
  /** Last date with PnL; the content may hold later ones, of later versions. */
  scored_to: string
  /** The decided, not yet realised date of a live split. */
  next_date: string | null
  published_at: Generated<Date>
}
