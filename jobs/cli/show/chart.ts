import { fixed } from './table.js'

const [DOTS_WIDE, DOTS_HIGH] = [2, 4]
const BRAILLE = 0x2800
/** Bit of each dot in a braille cell, by row and column. */
const DOT = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
]

export interface ChartOptions {
  readonly width?: number
  readonly height?: number
  /** What stands under the left and the right end. */
  readonly ends: readonly [string, string]
}

/** A line through the values in braille dots, the scale at its left, with 0 always in view. */
export function lineChart(
  values: readonly number[],
  { width = 72, height = 12, ends }: ChartOptions,
): string {
  if (values.length === 0) return '(no values)'
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const span = high - low || 1
  const [columns, rows] = [width * DOTS_WIDE, height * DOTS_HIGH]
  const rowOf = (value: number) => Math.round(((high - value) / span) * (rows - 1))
  const cells = Array.from({ length: height }, () => new Array<number>(width).fill(0))

  let previous = rowOf(values[0])
  for (let column = 0; column < columns; column++) {
    const row = rowOf(values[Math.round((column / (columns - 1)) * (values.length - 1))])
    for (let y = Math.min(row, previous); y <= Math.max(row, previous); y++) {
      cells[y >> 2][column >> 1] |= DOT[y % DOTS_HIGH][column % DOTS_WIDE]
    }
    previous = row
  }
  const label = (y: number) => fixed(high - (y / (height - 1)) * span, 3)
  const labels = cells.map((_, y) => (y % 3 === 0 || y === height - 1 ? label(y) : ''))
  const margin = Math.max(...labels.map((text) => text.length))
  const lines = cells.map(
    (cell, y) =>
      `${labels[y].padStart(margin)} ┤${cell.map((bits) => String.fromCharCode(BRAILLE + bits)).join('')}`,
  )
  const foot = ends[0] + ends[1].padStart(width - ends[0].length)
  return [...lines, `${' '.repeat(margin + 2)}${foot}`].join('\n')
}
