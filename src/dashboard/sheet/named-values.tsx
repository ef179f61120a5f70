import type { Column } from '../parts/column.js'
import { Table } from '../parts/table.js'

/** Names and values in as many columns as there is room for. */
export function NamedValues({
  values,
}: {
  readonly values: readonly (readonly [name: string, value: string])[]
}) {
  if (values.length === 0) return <p class="dim">There are none.</p>
  return (
    <dl class="named">
      {values.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface TextRowsProps {
  readonly caption: string
  readonly titles: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A table of text; its first column names the rows. */
export function TextRows({ caption, titles, rows }: TextRowsProps) {
  const columns = titles.map(
    (label, c): Column<readonly string[]> => ({
      label,
      header: c === 0,
      numeric: c > 0,
      value: (row) => row[c],
    }),
  )
  return <Table caption={caption} columns={columns} rows={rows} />
}
