import type { Column } from './column.js'
import { toCsv } from './csv.js'
import { download } from './download.js'

interface SaveCsvProps<Row> {
  /** Of the file, without its ending. */
  readonly name: string
  readonly label?: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}

/** Saves the rows of a table as a CSV file. */
export function SaveCsv<Row>({ name, label = 'Save as CSV', columns, rows }: SaveCsvProps<Row>) {
  return (
    <button
      type="button"
      class="tool"
      onClick={() => download(`${name}.csv`, toCsv(columns, rows), 'text/csv')}
    >
      {label}
    </button>
  )
}
