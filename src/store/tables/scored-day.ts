/** A date of a split's content: digests of what was decided for it, and of what was realised on it. */
export interface ScoredDayTable {
  content_id: number
  date: string
  decided: string
  /** Null until the date has happened. */
  realised: string | null
}
