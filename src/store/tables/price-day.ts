/** Closes and dollar volumes of a date over the asset axis, as in the price files: not adjusted. */
export interface PriceDayTable {
  dataset_id: number
  date: string
  close: (number | null)[]
  dollar_volume: (number | null)[]
}
