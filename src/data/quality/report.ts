import type { CalendarRule } from '../calendar/calendar.js'
import type { MembershipInterval } from '../membership.js'
import type { Prices } from '../prices.js'
import type { SectorLabel } from '../sectors.js'
import type { StrayDate } from '../stray-dates.js'

export interface QualityInput {
  /** On the sessions of the dataset. */
  readonly prices: Prices
  /** With the rows of stray dates. */
  readonly all: Prices
  readonly calendar: CalendarRule
  /** Dates with too few rows to be sessions. */
  readonly stray: readonly StrayDate[]
  readonly membership: readonly MembershipInterval[] | null
  readonly sectors: readonly SectorLabel[] | null
  /** File and line of a row, by its number among all rows read. */
  readonly locate?: (row: number) => { file: string; line: number } | undefined
}

export type Severity = 'note' | 'warning' | 'error'

export type FindingKind =
  | 'unsorted-rows'
  | 'empty-price'
  | 'trimmed-symbol'
  | 'similar-symbols'
  | 'formula-symbol'
  | 'zero-price'
  | 'crsp-midpoint'
  | 'adj-close-assumed'
  | 'close-missing'
  | 'ignored-column'
  | 'gap'
  | 'missing-sessions'
  | 'calendar'
  | 'mixed-calendars'
  | 'no-backtest'
  | 'thin-date'
  | 'stale-price'
  | 'zero-volume'
  | 'unadjusted-split'
  | 'price-scale'
  | 'large-return'
  | 'weekend'
  | 'holiday'
  | 'price-range'
  | 'member-without-prices'
  | 'price-without-membership'
  | 'undated-sectors'
  | 'asset-without-sector'
  | 'characteristic-without-asset'
  | 'factors-missing'
  | 'factor-scale'
  | 'restated-row'
  | 'kept-stored-value'
  | 'no-anchor'

/** Something suspicious in the data. `count` is how often it was found, if the message summarises. */
export interface QualityFinding {
  readonly kind: FindingKind
  readonly severity: Severity
  readonly file?: string
  readonly line?: number
  readonly symbol?: string
  readonly date?: string
  /** Last date of a run that starts on `date`. */
  readonly until?: string
  readonly message: string
  readonly count: number
}

export interface QualityReport {
  readonly files: readonly { file: string; role: string; rows: number; sha256: string }[]
  readonly summary: {
    readonly rows: number
    readonly symbols: number
    readonly dates: number
    readonly from: string
    readonly to: string
    readonly byYear: readonly YearCoverage[]
  }
  /** How often each kind was found. */
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>
  /** All findings, most serious first; those of one kind largest first, where they have a size. */
  readonly findings: readonly QualityFinding[]
}

export interface YearCoverage {
  readonly year: number
  readonly dates: number
  readonly rows: number
  readonly symbols: number
  /** Share of the members' dates that have a price; null where no membership is given. */
  readonly memberShare: number | null
}
