import { UserError } from '../../../lib/errors.js'
import type { QualityFinding } from '../../quality/report.js'
import { normalSymbol } from '../../symbols.js'
import { looksAdjusted, normalName } from './aliases.js'
import { type Column, type OpenFile, PRICE_COLUMNS } from './column.js'
import { findColumns, missingColumn, placeOf, type Sought } from './find-columns.js'
import type { ColumnKind } from './kinds.js'
import { columnFlag, mappedName } from './mapping.js'

/**
 * Columns of a price file; `close` is read as `adj_close` where that is missing, unless a column that
 * looks adjusted is there. `symbolFromName` takes the symbol from the file's name.
 */
export function priceColumns(
  sought: Sought,
  { symbolFromName = false }: { readonly symbolFromName?: boolean } = {},
): Column[] {
  const found = findColumns({ ...sought, required: ['date'] }, PRICE_COLUMNS)
  const columns = withSymbol(sought, found, symbolFromName).map(crspKind)
  const close = columnOf(columns, 'close')
  const adjClose = columnOf(columns, 'adj_close')
  if (adjClose.index >= 0) return columns
  if (close.index < 0) throw missingColumn(sought, 'adj_close', { title: 'adj_close (or close)' })
  assertNoAdjusted(sought, close)
  return columns.map((column) => (column === adjClose ? { ...close, name: 'adj_close' } : column))
}

function withSymbol(sought: Sought, columns: readonly Column[], symbolFromName: boolean): Column[] {
  const symbol = columnOf(columns, 'symbol')
  if (symbol.index >= 0) return [...columns]
  const constant = symbolOfName(sought.file.name)
  if (!symbolFromName) {
    const remedy = `--symbol-from-name to read it as the prices of "${constant}", or `
    throw missingColumn(sought, 'symbol', { remedy })
  }
  return columns.map((column) => (column === symbol ? { ...symbol, constant } : column))
}

/** `AAPL` of `AAPL.csv.gz`. */
function symbolOfName(name: string): string {
  return normalSymbol(name.replace(/\.gz$/i, '').replace(/\.(csv|txt|tsv|parquet|pq)$/i, ''))
}

/** Prices and volumes of CRSP's files have values that stand for something else. */
function crspKind(column: Column, _index: number, columns: readonly Column[]): Column {
  const isCrsp = ['prc', 'dlyprc'].includes(normalName(columnOf(columns, 'close').source))
  const kinds: Partial<Record<ColumnKind, ColumnKind>> = {
    price: 'midpoint',
    quote: 'midpoint',
    quantity: 'crsp-volume',
  }
  const kind = isCrsp ? kinds[column.kind] : undefined
  return kind ? { ...column, kind } : column
}

/** A file with an adjusted close is never read by another one in silence. */
function assertNoAdjusted({ file, role, names, mapping }: Sought, close: Column): void {
  if (mappedName(mapping, { file: file.name, role }, 'adj_close')) return
  const adjusted = names.find((name) => looksAdjusted(name))
  if (adjusted === undefined) return
  throw new UserError(
    `${placeOf(file)}: ${adjusted} looks like an adjusted close, and adj_close is missing; ` +
      `add ${columnFlag(role, 'adj_close', adjusted)}, or, to use ${close.source} for returns, ` +
      columnFlag(role, 'adj_close', close.source),
  )
}

function columnOf(columns: readonly Column[], name: string): Column {
  return columns.find((column) => column.name === name) as Column // findColumns returns all wanted
}

/** Findings about columns that are missing or not used. */
export function columnFindings(
  { file, names }: Pick<OpenFile, 'file' | 'names'>,
  columns: readonly Column[],
): QualityFinding[] {
  const shared = { file: file.name, count: 1 }
  const close = columnOf(columns, 'close')
  const adjClose = columnOf(columns, 'adj_close')
  const found: QualityFinding[] = []
  if (close.index === adjClose.index) {
    const message =
      'has no adj_close: close is used for returns, which is right only if it is adjusted for splits and dividends'
    found.push({ ...shared, kind: 'adj-close-assumed', severity: 'warning', message })
  }
  if (close.index < 0) {
    const message = 'has no close: only the adjusted close is known, orders carry no price'
    found.push({ ...shared, kind: 'close-missing', severity: 'note', message })
  }
  return [...found, ...ignoredColumns({ file, names }, columns)]
}

function ignoredColumns(
  { file, names }: Pick<OpenFile, 'file' | 'names'>,
  columns: readonly Column[],
): QualityFinding[] {
  const used = new Set(columns.map(({ index }) => index))
  const ignored = names.filter((name, index) => !used.has(index) && name !== '')
  if (ignored.length === 0) return []
  const message = `columns not used: ${ignored.join(', ')}`
  return [{ file: file.name, count: 1, kind: 'ignored-column', severity: 'note', message }]
}
