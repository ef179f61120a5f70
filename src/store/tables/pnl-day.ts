/** The account of a date; cost and net follow from it. */
export interface PnlDayTable {
  split_version_id: number
  date: string
  gross: number
  turnover: number
  short_exposure: number
}
