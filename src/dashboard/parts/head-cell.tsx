import { useContext } from 'preact/hooks'
import { type Column, classOf } from './column.js'
import { Medium } from './medium.js'
import type { Sorting } from './sorting.js'

interface HeadCellProps<Row> {
  readonly column: Column<Row>
  /** How the table is sorted by this column; null where it is not. */
  readonly sorting: Sorting | null
  readonly onSort: () => void
}

/** The head of a column; a press sorts by it where it has values, on a screen. */
export function HeadCell<Row>({ column, sorting, onSort }: HeadCellProps<Row>) {
  const { label, title, value } = column
  const isOnPage = useContext(Medium) === 'page'
  if (!value || label === '' || isOnPage) {
    return (
      <th scope="col" class={classOf(column)} title={title}>
        {label === '' ? <span class="unseen">{title ?? 'Mark'}</span> : label}
      </th>
    )
  }
  return (
    <th scope="col" class={classOf(column)} title={title} aria-sort={ariaSort(sorting)}>
      <button type="button" class="sort" onClick={onSort}>
        {label}
        <span aria-hidden="true">{arrow(sorting)}</span>
      </button>
    </th>
  )
}

function ariaSort(sorting: Sorting | null): 'none' | 'descending' | 'ascending' {
  if (!sorting) return 'none'
  return sorting.descending ? 'descending' : 'ascending'
}

function arrow(sorting: Sorting | null): string {
  if (!sorting) return ''
  return sorting.descending ? ' ↓' : ' ↑'
}
