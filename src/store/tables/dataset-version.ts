import type { Generated, JSONColumnType } from 'kysely'

/** A calendar as it is stored: `XNYS`, or days of the week with exceptions. */
export interface CalendarRow {
  readonly name: string
  readonly datesPerYear: number
  readonly named: boolean
  readonly days?: CalendarDays
}

interface CalendarDays {
  readonly weekdays: readonly number[]
  readonly closings: readonly string[]
  readonly yearly: readonly string[]
  readonly easter: readonly number[]
  readonly openings: readonly string[]
  readonly until: string | null
}

/** Something suspicious in the files of an ingest, as it is stored. */
export interface FindingRow {
  readonly kind: string
  readonly severity: 'note' | 'warning' | 'error'
  readonly file?: string
  readonly line?: number
  readonly symbol?: string
  readonly date?: string
  readonly until?: string
  readonly message: string
  readonly count: number
}

/** The findings of an ingest, most serious first: the first ones, and how many there were. */
export interface FindingsRow {
  readonly total: number
  readonly first: readonly FindingRow[]
}

/** The immutable content of a dataset at one ingest. */
export interface DatasetVersionTable {
  id: Generated<number>
  dataset_id: number
  /** 1, 2, … along the chain. */
  number: number
  hash: string
  first_date: string
  last_date: string
  next_date: string
  asset_count: number
  row_count: number
  sources: JSONColumnType<readonly { file: string; sha256: string }[]>
  /** Folder of the normalised files. */
  path: string
  /** Whether a row of the version before was changed. */
  restated: Generated<boolean>
  /** The first date that it changed; null where it changed none. */
  restated_from: string | null
  /** Its calendar. */
  calendar: JSONColumnType<CalendarRow, string | undefined>
  /** Null where it was ingested by a release that did not store them. */
  findings: JSONColumnType<FindingsRow, string | undefined> | null
  created_at: Generated<Date>
}
