/** Simple returns of a date over the asset axis, and of the equal-weight universe. */
export interface ReturnDayTable {
  dataset_id: number
  date: string
  market: number | null
  v: (number | null)[]
}
