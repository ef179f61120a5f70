import type {
  ComparisonQuery,
  FigureFragment,
  PartFragment,
  ReliabilityQuery,
  RunBooksQuery,
  RunCapacityQuery,
  RunRankICsQuery,
  TrustedFragment,
  WeightFragment,
} from '../api/operations.js'
import type { FiguredEntry, SplitFigures } from '../lineup/lineup.js'

/** What a tear sheet is drawn of: the answers of the API for one run, and how it was made. */
export interface Sheet {
  /** The run with its measures and those of its splits, as decided. Its `splits` are left out. */
  readonly entry: FiguredEntry
  readonly dataset: string
  readonly datesPerYear: number
  /** Where the numbers come from: run, data hash, seeds, engine, commit. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly warnings: readonly string[]
  /** The splits' daily returns of the books held one day later. */
  readonly late: readonly SplitFigures[]
  /** Returns of the equal-weight universe. */
  readonly market: { readonly dates: readonly string[]; readonly returns: readonly number[] }
  /** What the dashboard asks of the run, by the name of the query. */
  readonly answers: {
    readonly Reliability: ReliabilityQuery
    readonly RunBooks: RunBooksQuery
    readonly RunCapacity: RunCapacityQuery
    readonly RunRankICs: RunRankICsQuery
  }
  readonly years: readonly SheetRow[]
  readonly splits: readonly SheetRow[]
  readonly all: SheetRow
  readonly attribution: SheetAttribution
  readonly holdings: Holdings | null
  /** Of a strategy that predicts: a table of text. */
  readonly predictions: TextTable | null
  readonly settings: readonly (readonly [name: string, value: string])[]
  readonly notes: readonly string[]
  readonly against: Against | null
}

export type SheetMeasures = FigureFragment &
  TrustedFragment & {
    readonly explainedVariance: number | null
    readonly meanHedgedNet: number | null
    readonly hedgedNetVolatility: number | null
    readonly hedgedNetMaxDrawdown: number | null
    readonly hedgedAlpha: number | null
    readonly hedgedAlphaTStatistic: number | null
  }

/** Measures of a range, of the books as decided and held one day later. */
export interface SheetRow {
  readonly name: string
  readonly onTime: SheetMeasures
  readonly late: SheetMeasures
}

export interface SheetAttribution {
  /** Over all dates. */
  readonly sectors: readonly PartFragment[]
  readonly assets: readonly PartFragment[]
  /** Of the last split with results; factors of two splits are not the same ones. */
  readonly factors: { readonly split: string; readonly parts: readonly PartFragment[] } | null
  /** What factors, residuals and costs of each split add up to. */
  readonly splits: readonly SplitParts[]
}

export interface SplitParts {
  readonly name: string
  readonly factors: number
  readonly residual: number
  readonly cost: number
}

/** A book that was decided for a date. */
export interface Holdings {
  readonly date: string
  readonly split: string
  /** Whether the date has not been realised yet. */
  readonly next: boolean
  /** The largest first. */
  readonly weights: readonly WeightFragment[]
}

interface TextTable {
  readonly titles: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly string[]
}

/** A second run on the dates that both have. */
export interface Against {
  readonly entry: FiguredEntry
  readonly comparison: ComparisonQuery['compare']
  /** A row of each year, and a last one of all dates. */
  readonly years: readonly PairedYear[]
}

export interface PairedYear {
  readonly name: string
  readonly own: SheetMeasures
  readonly other: SheetMeasures
  /** Annualised mean of own less other net returns, and its standard error. */
  readonly difference: number
  readonly differenceStandardError: number
}

/** The built module that draws sheets. */
export interface SheetRenderer {
  /** One self-contained HTML page. */
  sheetHtml(sheet: Sheet): string
}
