import type { DuckDBConnection } from '@duckdb/node-api'
import type { CalendarRule } from '../calendar/calendar.js'
import type { MembershipInterval } from '../membership.js'
import type { Prices } from '../prices.js'
import type { QualityFinding, QualityReport } from '../quality/report.js'
import type { Rename } from '../renames.js'
import type { SectorLabel } from '../sectors.js'
import type { ColumnMapping } from './columns/mapping.js'
import type { DataSource, FileFormat, OnProgress } from './context.js'
import type { FactorDeviations } from './factor-scale.js'

export interface ReadOptions {
  /** Price files: CSV, CSV.gz or Parquet. */
  readonly files: readonly string[]
  readonly membership?: string
  readonly sectors?: string
  readonly characteristics?: string
  /** Changes of symbols: `date, old_symbol, new_symbol`. */
  readonly renames?: string
  /** Daily returns of the Fama-French factors. */
  readonly factors?: string
  readonly mapping?: ColumnMapping
  readonly format?: FileFormat
  /** Symbols of the dataset that the files extend. */
  readonly knownAssets?: readonly string[]
  /** Standard deviations of the factors that the dataset has stored. */
  readonly knownFactors?: FactorDeviations
  /** Changes of symbols that the dataset has stored. */
  readonly knownRenames?: readonly Rename[]
  /** The calendar of the dataset; inferred from the dates where none is named. */
  readonly calendar?: CalendarRule
  /** A date with rows of a smaller share of the assets priced around it is no session. */
  readonly sessionCoverage?: number
  /** The last date that is not in the future; by default today in the easternmost time zone. */
  readonly today?: string
  readonly onProgress?: OnProgress
}

/** The content of files that were read without an error. Holds a DuckDB until it is disposed of. */
export interface MarketFiles extends AsyncDisposable {
  readonly hash: string
  readonly sources: readonly DataSource[]
  readonly prices: Prices
  readonly membership: readonly MembershipInterval[] | null
  readonly sectors: readonly SectorLabel[] | null
  /** Names of the supplied characteristics; their rows are in the table `characteristics`. */
  readonly characteristics: readonly string[] | null
  /** Changes of symbols that the files list. */
  readonly renames: readonly Rename[]
  /** Names of the factors; their returns are in the table `factors`. */
  readonly factors: readonly string[] | null
  readonly files: QualityReport['files']
  readonly found: readonly QualityFinding[]
  readonly locate: (row: number) => { file: string; line: number } | undefined
  /** With the table `prices`: `date, symbol, open, high, low, close, adj_close, volume` and `ROW_NOTES`. */
  readonly connection: DuckDBConnection
}
