import type { DuckDBConnection } from '@duckdb/node-api'
import { first } from '../../lib/at.js'
import { rowsOf } from '../duckdb.js'
import type { FindingKind, QualityFinding, Severity } from '../quality/report.js'
import type { ProbedFile } from './bytes/probe.js'
import type { NormalisedSymbol } from './normalise-symbols.js'

interface LoadedRowsOf {
  readonly file: ProbedFile
  /** Number of its first row in the table `prices`. */
  readonly start: number
  readonly normalised?: readonly NormalisedSymbol[]
  /** Rows without a price are no finding: they are the empty cells of a wide file. */
  readonly hasEmptyRows?: boolean
}

/** Findings about the rows of the file that was read last: empty, zero and CRSP's prices, symbols. */
export async function rowFindings(
  connection: DuckDBConnection,
  { file, start, normalised = [], hasEmptyRows = false }: LoadedRowsOf,
): Promise<QualityFinding[]> {
  const counts = first(
    await rowsOf(
      connection,
      `select count(*) filter (adj_close is null), sum(zeros), sum(midpoints)
       from prices where rowid >= ${start}`,
    ),
  )
  const [empty = 0, zeros = 0, midpoints = 0] = counts.map(Number)
  const finding = (kind: FindingKind, severity: Severity, count: number, message: string) =>
    count > 0 ? [{ kind, severity, file: file.name, message, count }] : []
  return [
    ...finding(
      'empty-price',
      'warning',
      hasEmptyRows ? 0 : empty,
      `${empty} rows have no price; they were left out`,
    ),
    ...finding(
      'zero-price',
      'note',
      zeros,
      `${zeros} opens, highs, lows or prices of 0 are missing values`,
    ),
    ...finding(
      'crsp-midpoint',
      'note',
      midpoints,
      `${midpoints} negative prices are midpoints of bid and ask (CRSP): their absolute values were taken`,
    ),
    ...finding('trimmed-symbol', 'note', rowsOfSymbols(normalised), trimmedMessage(normalised)),
  ]
}

function rowsOfSymbols(normalised: readonly NormalisedSymbol[]): number {
  return normalised.reduce((sum, { rows }) => sum + rows, 0)
}

function trimmedMessage(normalised: readonly NormalisedSymbol[]): string {
  const [example] = normalised
  if (!example) return ''
  const { given, symbol } = example
  return (
    `${rowsOfSymbols(normalised)} rows had spaces around their symbol, or invisible characters in it ` +
    `(${visible(given)} is read as ${symbol})`
  )
}

/** A text in quotes, with its invisible characters as escapes. */
function visible(text: string): string {
  const escaped = text.replace(/[^\x20-\x7e]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `"${escaped}"`
}
