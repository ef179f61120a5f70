import type { CellValue, Column } from './column.js'

/** Rows as CSV (RFC 4180): the named columns, values as the API answered them. */
export function toCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const named = columns.filter(({ name, value }) => name && value)
  const lines = rows.map((row) => named.map(({ value }) => cell(value?.(row))).join(','))
  const head = named.map(({ name }) => cell(name)).join(',')
  return [head, ...lines].map((line) => `${line}\r\n`).join('')
}

function cell(value: CellValue): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
