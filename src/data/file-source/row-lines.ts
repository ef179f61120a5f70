import { UserError } from '../../lib/errors.js'
import type { DuplicateRow } from '../prices.js'
import type { ProbedFile } from './bytes/probe.js'
import { type CsvLines, recordsOf } from './bytes/records.js'
import type { OpenFile } from './columns/column.js'
import { placeText } from './explain.js'

/** A price file whose rows have the numbers from `start` on in the table. */
export interface LoadedFile {
  readonly file: ProbedFile
  readonly start: number
  readonly rows: number
  readonly lines: CsvLines
  /** Line of each row, where the rows do not simply follow the header. */
  readonly lineOf: Int32Array | null
}

/**
 * Lines of the rows of a CSV file with blank lines or quoted line ends; null where they follow the
 * header one by one.
 */
export async function unevenLines(
  { file, lines }: Pick<OpenFile, 'file' | 'lines'>,
  rows: number,
): Promise<Int32Array | null> {
  if (file.format === 'parquet' || file.lineCount === rows + lines.headerLine) return null
  const lineOf = new Int32Array(rows)
  let row = 0
  for await (const { line } of recordsOf(file, lines)) lineOf[row++] = line
  return lineOf
}

/** A function that finds the file and line of a row. */
export function locator(
  loaded: readonly LoadedFile[],
): (row: number) => { file: string; line: number } | undefined {
  return (row) => {
    const found = fileOf(loaded, row)
    return found && { file: found.file.name, line: lineOf(found, row) }
  }
}

function fileOf(loaded: readonly LoadedFile[], row: number): LoadedFile | undefined {
  return loaded.find(({ start, rows }) => row >= start && row < start + rows)
}

function lineOf({ file, start, lines, lineOf }: LoadedFile, row: number): number {
  const index = row - start
  return lineOf?.[index] ?? index + 1 + (file.format === 'csv' ? lines.headerLine : 0)
}

export function duplicateError(
  { date, symbol, first, second }: DuplicateRow,
  loaded: readonly LoadedFile[],
): UserError {
  const placeOf = (row: number): string => {
    const found = fileOf(loaded, row)
    return found ? placeText(found.file, lineOf(found, row)) : `row ${row}`
  }
  return new UserError(
    `${placeOf(second)}, columns date and symbol: (${date}, ${symbol}) was given already at ` +
      `${placeOf(first)}; keep one row for each date and symbol`,
  )
}
