import { Scrolled } from '../parts/scrolled.js'
import { largest } from '../series/cumulate.js'

export interface HeatRow {
  readonly label: string
  readonly values: readonly (number | null)[]
}

interface HeatTableProps {
  readonly label: string
  /** Head of the rows' names. */
  readonly corner: string
  readonly columns: readonly { readonly label: string; readonly href?: string }[]
  readonly rows: readonly HeatRow[]
  readonly format: (value: number | null) => string
  /** The value of a full shade; the largest of all values where it is left out. */
  readonly limit?: number
  /** A last, unshaded cell of each row. */
  readonly ends?: readonly string[]
}

/** Numbers in a table, shaded by their sign and size. */
export function HeatTable({ label, corner, columns, rows, format, limit, ends }: HeatTableProps) {
  const most = limit ?? largest(rows.flatMap(({ values }) => values))
  return (
    <Scrolled label={label}>
      <table class="heat">
        <caption class="unseen">{label}</caption>
        <thead>
          <tr>
            {corner === '' ? <td /> : <th scope="col">{corner}</th>}
            {columns.map((column) => (
              <th key={column.label} scope="col" class="num">
                {column.href ? <a href={column.href}>{column.label}</a> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              {row.values.map((value, i) => (
                <HeatCell key={columns[i]?.label} value={value} most={most} text={format(value)} />
              ))}
              {ends && <td class="num">{ends[r]}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  )
}

interface HeatCellProps {
  readonly value: number | null
  readonly most: number
  readonly text: string
}

function HeatCell({ value, most, text }: HeatCellProps) {
  const share = most > 0 ? Math.min(1, Math.abs(value ?? 0) / most) : 0
  return (
    <td class={(value ?? 0) < 0 ? 'num neg' : 'num pos'} style={{ '--share': share }}>
      {text}
    </td>
  )
}
