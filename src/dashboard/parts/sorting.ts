import type { CellValue, Column } from './column.js'

export interface Sorting {
  readonly column: number
  readonly descending: boolean
}

/** The next sorting at a press on a column: first the largest or the first by name, then the reverse, then none. */
export function nextSorting<Row>(
  now: Sorting | null,
  column: number,
  { numeric = false }: Column<Row>,
): Sorting | null {
  if (now?.column !== column) return { column, descending: numeric }
  return now.descending === numeric ? { column, descending: !numeric } : null
}

/** Rows by the values of a column, missing ones last; equal ones stay in their order. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | null,
): readonly Row[] {
  const value = sorting ? columns[sorting.column]?.value : undefined
  if (!sorting || !value) return rows
  const sign = sorting.descending ? -1 : 1
  return rows.toSorted((a, b) => compared(value(a), value(b), sign))
}

function compared(a: CellValue, b: CellValue, sign: number): number {
  const [noA, noB] = [a === null || a === undefined, b === null || b === undefined]
  if (noA || noB) return Number(noA) - Number(noB)
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true })
}

/** Rows in which some value holds the text, in either case. */
export function searched<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  text: string,
): readonly Row[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return rows
  return rows.filter((row) =>
    columns.some(({ value }) =>
      String(value?.(row) ?? '')
        .toLowerCase()
        .includes(wanted),
    ),
  )
}
