import type { QualityFinding } from '../quality/report.js'
import { type Column, findColumns, missingColumn, type OpenFile, PRICE_COLUMNS } from './columns.js'
import type { ReadContext } from './context.js'

/** Columns of a price file; `close` is read as `adj_close` where that is missing. */
export function priceColumns({ file, names }: OpenFile, { mapping }: ReadContext): Column[] {
  const mapped = Object.keys(mapping).filter((name) => name in PRICE_COLUMNS)
  const required = ['date', 'symbol', ...mapped]
  const columns = findColumns(file, names, PRICE_COLUMNS, { mapping, required })
  const close = columnOf(columns, 'close')
  const adjClose = columnOf(columns, 'adj_close')
  if (close.index < 0 && adjClose.index < 0) {
    throw missingColumn(file, 'adj_close (or close)', names, 'one of the two is needed')
  }
  if (adjClose.index >= 0) return columns
  return columns.map((column) => (column === adjClose ? { ...close, name: 'adj_close' } : column))
}

function columnOf(columns: readonly Column[], name: string): Column {
  return columns.find((column) => column.name === name) as Column // findColumns returns all wanted
}

/** Findings about columns that are missing or not used. */
export function columnFindings(
  { file, names }: OpenFile,
  columns: readonly Column[],
): QualityFinding[] {
  const shared = { file: file.name, count: 1 }
  const close = columnOf(columns, 'close')
  const found: QualityFinding[] = []
  if (close.index === columnOf(columns, 'adj_close').index) {
    const message =
      'has no adj_close: close is used for returns, which is right only if it is adjusted for splits and dividends'
    found.push({ ...shared, kind: 'adj-close-assumed', severity: 'warning', message })
  }
  if (close.index < 0) {
    const message = 'has no close: only the adjusted close is known, orders carry no price'
    found.push({ ...shared, kind: 'close-missing', severity: 'note', message })
  }
  const used = new Set(columns.map(({ index }) => index))
  const ignored = names.filter((_, index) => !used.has(index))
  if (ignored.length > 0) {
    const message = `columns not used: ${ignored.join(', ')}`
    found.push({ ...shared, kind: 'ignored-column', severity: 'note', message })
  }
  return found
}
