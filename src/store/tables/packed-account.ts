/** The accounts of a split version: for each date `date, gross, turnover, short exposure`, big-endian. */
export interface PackedAccountTable {
  split_version_id: number
  v: Buffer
}
