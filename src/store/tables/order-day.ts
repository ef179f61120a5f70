/** A trade from the last book of a live split to that of its next date. */
export interface OrderDayTable {
  split_version_id: number
  asset_id: number
  current_weight: number
  target_weight: number
  price: number | null
}
