import { useState } from 'preact/hooks'
import { largest } from '../series/cumulate.js'
import { useWidth } from './use-width.js'

interface HeatmapRow {
  readonly label: string
  readonly values: readonly (number | null)[]
}

interface HeatmapProps {
  readonly label: string
  /** Names of the columns, mostly dates. */
  readonly columns: readonly string[]
  readonly rows: readonly HeatmapRow[]
  readonly format: (value: number) => string
  /** Where a press on a row, or Enter, leads. */
  readonly onPick?: (row: number) => void
}

const NAME = 112
const ROW = 18
const FOOT = 18
const LONGEST_NAME = 17

interface Cell {
  readonly row: number
  readonly column: number
}

/**
 * Shades by sign and size over time, a row for each name. A pointer or the arrow keys read a cell, which is
 * written below and announced.
 */
export function Heatmap({ label, columns, rows, format, onPick }: HeatmapProps) {
  const [at, setAt] = useState<Cell | null>(null)
  const [box, width] = useWidth<HTMLElement>()
  if (rows.length === 0 || columns.length === 0) return null
  const most = largest(rows.flatMap(({ values }) => values))
  const step = (width - NAME) / columns.length
  const height = rows.length * ROW
  const cell = at ?? { row: 0, column: columns.length - 1 }
  const text = textOf(cell, columns, rows, format)
  const move = (event: PointerEvent) => setAt(cellAt(event, columns.length, rows.length))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return onPick?.(cell.row)
    const next = stepped(event.key, cell, { row: rows.length, column: columns.length })
    if (!next) return
    event.preventDefault()
    setAt(next)
  }
  return (
    <figure class="heatmap" ref={box}>
      <svg class="picture" viewBox={`0 0 ${width} ${height + FOOT}`}>
        <title>{label}</title>
        {rows.map((row, r) => (
          <text key={row.label} x={NAME - 6} y={r * ROW + 13} text-anchor="end">
            {shortened(row.label)}
          </text>
        ))}
        <g
          role="slider"
          tabIndex={0}
          aria-label={`${label}: ${rows.length} rows, ${columns.length} columns`}
          aria-valuemin={0}
          aria-valuemax={rows.length * columns.length - 1}
          aria-valuenow={cell.row * columns.length + cell.column}
          aria-valuetext={text}
          onPointerMove={move}
          onPointerDown={move}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
          onKeyDown={onKeyDown}
          onClick={(event) => onPick?.(cellAt(event, columns.length, rows.length).row)}
        >
          {rows.map((row, r) => (
            <HeatmapCells key={row.label} values={row.values} y={r * ROW + 1} {...{ step, most }} />
          ))}
        </g>
        {at && (
          <rect
            class="chosen"
            x={NAME + at.column * step}
            y={at.row * ROW}
            width={step}
            height={ROW}
          />
        )}
        <text x={NAME} y={height + 13}>
          {columns[0]}
        </text>
        <text x={width} y={height + 13} text-anchor="end">
          {columns.at(-1)}
        </text>
      </svg>
      <p class="note readout">
        {at ? text : `${label}. Full shade: ±${format(most).replace('+', '')}.`}
      </p>
    </figure>
  )
}

interface HeatmapCellsProps {
  readonly values: readonly (number | null)[]
  readonly y: number
  readonly step: number
  readonly most: number
}

function HeatmapCells({ values, y, step, most }: HeatmapCellsProps) {
  return (
    <>
      {values.map((value, c) => (
        <rect
          key={c}
          class={value === null ? 'none' : value < 0 ? 'neg' : 'pos'}
          x={NAME + c * step}
          y={y}
          width={step}
          height={ROW - 2}
          fill-opacity={shade(value, most)}
        />
      ))}
    </>
  )
}

const shade = (value: number | null, most: number) =>
  value === null || most === 0 ? 1 : (0.06 + (0.94 * Math.abs(value)) / most).toFixed(2)

const shortened = (name: string) =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name

function textOf(
  { row, column }: Cell,
  columns: readonly string[],
  rows: readonly HeatmapRow[],
  format: (value: number) => string,
): string {
  const value = rows[row]?.values[column]
  const shown = typeof value === 'number' ? format(value) : 'not in the universe'
  return `${rows[row]?.label}, ${columns[column]}: ${shown}`
}

/** The cell under a pointer, within the box of all cells. */
function cellAt(event: MouseEvent, columnCount: number, rowCount: number): Cell {
  const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect()
  const within = (share: number, count: number) =>
    Math.max(0, Math.min(count - 1, Math.floor(share * count)))
  return {
    row: within((event.clientY - top) / height, rowCount),
    column: within((event.clientX - left) / width, columnCount),
  }
}

function stepped(key: string, { row, column }: Cell, count: Cell): Cell | undefined {
  const targets: Readonly<Record<string, Cell>> = {
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    Home: { row, column: 0 },
    End: { row, column: count.column - 1 },
  }
  const target = targets[key]
  if (!target) return undefined
  const within = (n: number, most: number) => Math.max(0, Math.min(most - 1, n))
  return { row: within(target.row, count.row), column: within(target.column, count.column) }
}
