/** The accounts of a split version: for each date `date, gross, turnover, short exposure`, big-endian. */
export interface PackedAccountTable {
  split_version_id: number
  v: Buffer
}

/** A column of a version's PnL as JSON values between commas, at the costs named. */
export interface PrintedPnlTable {
  split_version_id: number
  column: string
  costs: string
  /** How many values. */
  count: number
  v: string
}
