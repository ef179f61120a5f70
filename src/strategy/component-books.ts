/** The published books of a run that a blend holds, over the traded columns of the market. */
export interface ComponentBooks {
  readonly runId: string
  /** The trading dates that have a book, ascending. */
  readonly dates: readonly string[]
  /** `[dates, columns]` as held, NaN where the asset is not in the universe of the date. */
  readonly weights: Float32Array
}

/** What a strategy reads of other runs of its dataset. */
export interface ComponentNeeds {
  /** Each by its id, or by the strategy that it answers for. */
  readonly runs: readonly string[]
  /** Dates before a decided one of which it reads their net returns. */
  readonly lookback: number
}
