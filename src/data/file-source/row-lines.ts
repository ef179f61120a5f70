import { UserError } from '../../lib/errors.js'
import type { DuplicateRow } from '../prices.js'
import { placeText } from './explain.js'
import type { ProbedFile } from './probe.js'
import { recordsOf } from './records.js'

/** A price file whose rows have the numbers from `start` on in the table. */
export interface LoadedFile {
  readonly file: ProbedFile
  readonly start: number
  readonly rows: number
  /** Line of each row, where it is not simply the row's number + 1. */
  readonly lines: Int32Array | null
}

/**
 * Lines of the rows of a CSV file with blank lines or quoted line ends; null where row k is on line
 * k + 2.
 */
export async function unevenLines(file: ProbedFile, rows: number): Promise<Int32Array | null> {
  if (file.format === 'parquet' || file.lineCount === rows + 1) return null
  const lines = new Int32Array(rows)
  let row = 0
  for await (const { line } of recordsOf(file)) lines[row++] = line
  return lines
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

function lineOf({ file, start, lines }: LoadedFile, row: number): number {
  const index = row - start
  return lines?.[index] ?? index + (file.format === 'csv' ? 2 : 1)
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
