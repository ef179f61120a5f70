import { at } from '../../lib/at.js'
import { identifier, literal, parquetTable, pathLiteral } from '../duckdb.js'
import type { Column, OpenFile } from './columns/column.js'
import { type CellExpressions, csvExpressions, parquetExpressions } from './columns/expressions.js'

export interface ScanOptions {
  /** Without it DuckDB also reads files whose line ends are mixed. */
  readonly strict?: boolean
}

/**
 * Columns after the values of a row: whether a cell is bad, whether its symbol was written otherwise,
 * and how many of its cells are 0 for missing, or midpoints.
 */
export const ROW_NOTES = 'bad boolean, trimmed boolean, zeros utinyint, midpoints utinyint'
export const ROW_NOTE_NAMES = 'bad, trimmed, zeros, midpoints'

/** SQL that reads the typed columns of `source`, a table with the file's columns, and `ROW_NOTES`. */
export function selectOf(opened: OpenFile, columns: readonly Column[], source: string): string {
  const cells = columns.map((column) => ({ name: column.name, ...expressionsOf(opened, column) }))
  const values = cells.map(({ name, value }) => `${value} as ${identifier(name)}`)
  const bad = cells.map((cell) => cell.bad).join(' or ')
  return `select ${values.join(', ')}, ${bad} as bad, false as trimmed,
    ${countOf(cells.map(({ zero }) => zero))} as zeros,
    ${countOf(cells.map(({ midpoint }) => midpoint))} as midpoints
    from ${source}`
}

function expressionsOf(
  { file, names, types, cells }: OpenFile,
  { kind, index, constant }: Column,
): CellExpressions {
  if (constant !== undefined) return { value: literal(constant), bad: 'false' }
  if (index < 0) return { value: 'null', bad: 'false' }
  if (file.format === 'csv') return csvExpressions(kind, `c${index}`, cells)
  return parquetExpressions(kind, identifier(at(names, index)), at(types, index), cells)
}

function countOf(conditions: readonly (string | undefined)[]): string {
  const given = conditions.filter((condition) => condition !== undefined)
  return given.length === 0 ? '0' : given.map((condition) => `(${condition})::utinyint`).join(' + ')
}

/** SQL of the file as a table; the columns of a CSV are `c0`, `c1`, … as text. */
export function scanOf(
  { file, names, lines }: Pick<OpenFile, 'file' | 'names' | 'lines'>,
  { strict = true }: ScanOptions = {},
): string {
  if (file.format === 'parquet') return parquetTable(file.path)
  const columns = names.map((_, index) => `c${index}: 'VARCHAR'`).join(', ')
  const { footer } = lines
  const table = csvTable({ file, lines }, columns, strict && footer === undefined)
  if (footer === undefined) return table
  return `(select * from ${table} where c0 is not null and not starts_with(c0, ${literal(footer)}))`
}

/** A file with a footer has a line with fewer fields. */
function csvTable(
  { file, lines }: Pick<OpenFile, 'file' | 'lines'>,
  columns: string,
  strict: boolean,
): string {
  return `read_csv(${pathLiteral(file.path)}, auto_detect = false, hive_partitioning = false, header = true,
    skip = ${lines.headerLine - 1}, delim = ${literal(lines.delimiter)},
    quote = '"', escape = '"', nullstr = '', strict_mode = ${strict},
    null_padding = ${lines.footer !== undefined},
    compression = ${literal(file.compression)}, columns = {${columns}})`
}
