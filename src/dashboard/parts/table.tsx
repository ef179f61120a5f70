import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Absent } from './absent.js'
import { type Column, classOf, reasonOf } from './column.js'
import { HeadCell } from './head-cell.js'
import { Scrolled } from './scrolled.js'
import { nextSorting, type Sorting, searched, sorted } from './sorting.js'

interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly id?: string
  readonly rowClass?: (row: Row) => string | undefined
  /** Adds a field that searches the rows. */
  readonly searchable?: boolean
  /** Why there are no rows. */
  readonly empty?: string
}

/** A table that scrolls sideways, sorts by its columns, and can be searched. */
export function Table<Row>({
  caption,
  columns,
  rows,
  id,
  rowClass = () => undefined,
  searchable = false,
  empty = 'There are none.',
}: TableProps<Row>) {
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const [search, setSearch] = useState('')
  if (rows.length === 0) return <p class="dim">{empty}</p>
  const shown = sorted(searched(rows, columns, search), columns, sorting)
  return (
    <>
      {searchable && <Search caption={caption} value={search} onSearch={setSearch} />}
      <Scrolled id={id} label={caption}>
        <table>
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column, i) => (
                <HeadCell
                  key={column.label}
                  column={column}
                  sorting={sorting?.column === i ? sorting : null}
                  onSort={() => setSorting(nextSorting(sorting, i, column))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, i) => (
              <tr key={i} class={rowClass(row)}>
                {columns.map((column) => (
                  <BodyCell key={column.label} column={column} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p class="dim">No row has that text.</p>}
      </Scrolled>
    </>
  )
}

interface SearchProps {
  readonly caption: string
  readonly value: string
  readonly onSearch: (text: string) => void
}

function Search({ caption, value, onSearch }: SearchProps) {
  return (
    <label class="field search">
      Search{' '}
      <input
        type="search"
        aria-label={`Search ${caption}`}
        value={value}
        onInput={({ currentTarget }) => onSearch(currentTarget.value)}
      />
    </label>
  )
}

function BodyCell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const content = contentOf(column, row)
  if (column.header) {
    return (
      <th scope="row" class={classOf(column)}>
        {content}
      </th>
    )
  }
  return <td class={classOf(column)}>{content}</td>
}

/** What is drawn of a row; where its value is missing, the reason. */
function contentOf<Row>(column: Column<Row>, row: Row): ComponentChildren {
  const value = column.value?.(row)
  if (column.value && (value === null || value === undefined || value === '')) {
    const reason = reasonOf(column, row)
    return reason === null ? null : <Absent reason={reason} />
  }
  return column.cell ? column.cell(row) : value
}
