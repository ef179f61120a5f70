/** Values of a date over the asset axis (of factor returns: over the factors). */
export interface ContentDayTable {
  content_id: number
  date: string
  v: (number | null)[]
}
