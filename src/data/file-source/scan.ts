import { at } from '../../lib/at.js'
import { identifier, literal, parquetTable, pathLiteral } from '../duckdb.js'
import type { Column, OpenFile } from './columns.js'
import type { ProbedFile } from './probe.js'
import { csvExpressions, parquetExpressions, trimmed } from './rules.js'

export interface ScanOptions {
  /** Without it DuckDB also reads files whose line ends are mixed. */
  readonly strict?: boolean
}

/** SQL that reads the typed columns of a file, with `bad` and `trimmed` of each row. */
export function selectOf(
  { file, names, types }: OpenFile,
  columns: readonly Column[],
  today: string,
  options: ScanOptions = {},
): string {
  const parts = columns.map(({ name, kind, index }) => {
    if (index < 0) return { name, value: 'null', bad: 'false' }
    if (file.format === 'csv') return { name, ...csvExpressions(kind, `c${index}`, today) }
    const column = identifier(at(names, index))
    return { name, ...parquetExpressions(kind, column, at(types, index), today) }
  })
  const values = parts.map(({ name, value }) => `${value} as ${identifier(name)}`)
  const bad = parts.map((part) => part.bad).join(' or ')
  return `select ${values.join(', ')}, ${bad} as bad, ${wasTrimmed({ file, names }, columns)} as trimmed
    from ${scanOf(file, names, options)}`
}

function wasTrimmed(
  { file, names }: Pick<OpenFile, 'file' | 'names'>,
  columns: readonly Column[],
): string {
  const texts = columns.filter(({ kind, index }) => kind === 'symbol' && index >= 0)
  const changed = texts.map(({ index }) => {
    const column = file.format === 'csv' ? `c${index}` : `${identifier(at(names, index))}::varchar`
    return `coalesce(${column} <> ${trimmed(column)}, false)`
  })
  return changed.join(' or ') || 'false'
}

/** SQL of the file as a table; the columns of a CSV are `c0`, `c1`, … as text. */
export function scanOf(
  file: ProbedFile,
  names: readonly string[],
  { strict = true }: ScanOptions = {},
): string {
  if (file.format === 'parquet') return parquetTable(file.path)
  const columns = names.map((_, index) => `c${index}: 'VARCHAR'`).join(', ')
  return `read_csv(${pathLiteral(file.path)}, auto_detect = false, hive_partitioning = false, header = true, delim = ',',
    quote = '"', escape = '"', nullstr = '', strict_mode = ${strict},
    compression = ${literal(file.compression)}, columns = {${columns}})`
}
