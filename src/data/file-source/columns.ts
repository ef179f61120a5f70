import { UserError } from '../../lib/errors.js'
import type { ProbedFile } from './probe.js'
import { fieldsOf } from './records.js'
import type { ColumnKind } from './rules.js'

/** Our column name → the name in the file, e.g. `{ date: 'Datum', adj_close: 'AdjClose' }`. */
export type ColumnMapping = Readonly<Record<string, string>>

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** Position in the file, counted from 0; −1 where the file lacks it. */
  readonly index: number
  /** Name in the file. */
  readonly source: string
}

/** A file whose columns are known by name (and, for Parquet, by type). */
export interface OpenFile {
  readonly file: ProbedFile
  readonly names: readonly string[]
  /** DuckDB types; empty for CSV. */
  readonly types: readonly string[]
}

export const PRICE_COLUMNS: Readonly<Record<string, ColumnKind>> = {
  date: 'date',
  symbol: 'symbol',
  open: 'price',
  high: 'price',
  low: 'price',
  close: 'price',
  adj_close: 'price',
  volume: 'quantity',
}

/** Fama-French factors, in the order in which a model takes the first K of them. */
export const FACTOR_NAMES = ['Mkt-RF', 'SMB', 'HML', 'RMW', 'CMA', 'Mom'] as const

/** Every column name that a mapping may give. */
const MAPPABLE = [
  ...Object.keys(PRICE_COLUMNS),
  'member_from',
  'member_to',
  'name',
  'sector',
  'old_symbol',
  'new_symbol',
  ...FACTOR_NAMES,
]

const OTHER_DELIMITERS: Readonly<Record<string, string>> = {
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
}

export function assertMapping(mapping: ColumnMapping): void {
  const unknown = Object.keys(mapping).find((name) => !MAPPABLE.includes(name))
  if (unknown !== undefined) {
    throw new UserError(`column mapping: "${unknown}" is none of ${MAPPABLE.join(', ')}`)
  }
}

/** Names in the header of a CSV file. */
export function headerNames(file: ProbedFile, required: readonly string[]): string[] {
  if (file.header.includes('\r')) {
    throw new UserError(`${file.path} ends its lines with CR alone; save it with LF or CRLF`)
  }
  const names = (fieldsOf(file.header) ?? [file.header]).map((name) => name.trim())
  assertDelimiter(file, names)
  if (names.some((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))) {
    throw new UserError(
      `${file.path} line 1 is data, not a header: "${file.header}"; ` +
        `put a line with the column names (${required.join(', ')}, …) first`,
    )
  }
  return names
}

function assertDelimiter({ path }: ProbedFile, [name = '', ...others]: readonly string[]): void {
  if (others.length > 0) return
  for (const [delimiter, word] of Object.entries(OTHER_DELIMITERS)) {
    if (!name.includes(delimiter)) continue
    throw new UserError(
      `${path} line 1 is delimited by ${word}, not commas: "${name}"; save it with commas`,
    )
  }
}

/** The name that a file gives to one of our columns. */
export function sourceNameOf(columns: readonly Column[], name: string): string {
  return columns.find((column) => column.name === name)?.source ?? name
}

/** Where each of `wanted` is in the file. Names compare without case, a space counts as `_`. */
export function findColumns(
  file: ProbedFile,
  names: readonly string[],
  wanted: Readonly<Record<string, ColumnKind>>,
  { mapping, required }: { mapping: ColumnMapping; required: readonly string[] },
): Column[] {
  return Object.entries(wanted).map(([name, kind]) => {
    const source = mapping[name] ?? name
    const index = indexOfName(file, names, source)
    if (index < 0 && required.includes(name)) {
      const remedy = mapping[name] ? 'correct the column mapping' : `rename it or map ${name} to it`
      throw missingColumn(file, source, names, remedy)
    }
    return { name, kind, index, source: names[index] ?? source }
  })
}

export function missingColumn(
  file: ProbedFile,
  column: string,
  names: readonly string[],
  remedy: string,
): UserError {
  return new UserError(
    `${file.path}${file.format === 'csv' ? ' line 1' : ''}: column ${column} is missing; ` +
      `the columns are ${names.join(', ')}; ${remedy}`,
  )
}

function indexOfName(file: ProbedFile, names: readonly string[], source: string): number {
  const alike = names.flatMap((name, index) => (normal(name) === normal(source) ? [index] : []))
  const exact = alike.filter((index) => names[index] === source)
  const found = exact.length > 0 ? exact : alike
  if (found.length > 1) {
    throw new UserError(`${file.path}: column ${source} appears ${found.length} times; keep one`)
  }
  return found[0] ?? -1
}

function normal(name: string): string {
  return name.toLowerCase().replaceAll(' ', '_')
}
