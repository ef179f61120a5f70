/** Values of a series of a content on a date: over the asset axis, the factors, or as the series declares. */
export interface SeriesDayTable {
  content_id: number
  /** The `table` of its declaration. */
  series: string
  date: string
  /** 0 in a series without factors. */
  factor: number
  v: (number | null)[]
}
