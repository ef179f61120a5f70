/**
 * Kind of the values of a column. `price`: positive and finite, or empty. `quote`: the same, but 0 is
 * missing (opens, highs and lows of vendors). `midpoint`: a price of CRSP, where a negative one is the
 * midpoint of bid and ask, and 0 is missing. `quantity`: finite and not negative, or empty.
 * `crsp-volume`: the same, with −99 for missing. `number`: finite, NaN, or empty. `crsp-return`: the
 * same, with letters for the reason why it is missing. `date`: a date that exists and is not in the
 * future. `symbol`: text without control characters, never converted. `text`: any text.
 */
export type ColumnKind =
  | 'date'
  | 'symbol'
  | 'text'
  | 'price'
  | 'quote'
  | 'midpoint'
  | 'quantity'
  | 'crsp-volume'
  | 'number'
  | 'crsp-return'

/** How the cells of a file are written. */
export interface CellFormat {
  /** The last date that is not in the future. */
  readonly today: string
  /** As of `strptime`; without it dates that can be read in one way only. */
  readonly dateFormat?: string
  readonly decimal: '.' | ','
}

export const FIRST_DATE = '1800-01-01'

/** What CRSP writes for a volume that is not known. */
export const CRSP_NO_VOLUME = -99
