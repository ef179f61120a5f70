/** Values of a date and factor over the asset axis (of loads: over the characteristics). */
export interface ContentFactorDayTable {
  content_id: number
  date: string
  factor: number
  v: (number | null)[]
}
