import { at, first } from '../../../src/lib/at.js'
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
  /** Labels under the left and the right end. */
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
  const label = (y: number) => fixed(high - (y / (height - 1)) * span, 3)
  const rows = drawn(values, { width, height, high, span })
  const labels = rows.map((_, y) => (y % 3 === 0 || y === height - 1 ? label(y) : ''))
  const margin = Math.max(...labels.map((text) => text.length))
  const lines = rows.map((row, y) => `${at(labels, y).padStart(margin)} ┤${row}`)
  const foot = ends[0] + ends[1].padStart(width - ends[0].length)
  return [...lines, `${' '.repeat(margin + 2)}${foot}`].join('\n')
}

interface Canvas {
  readonly width: number
  readonly height: number
  readonly high: number
  readonly span: number
}

/** The line alone, a string a row of characters. */
function drawn(values: readonly number[], { width, height, high, span }: Canvas): string[] {
  const [columns, dots] = [width * DOTS_WIDE, height * DOTS_HIGH]
  const dotOf = (value: number) => Math.round(((high - value) / span) * (dots - 1))
  const cells = Array.from({ length: height }, () => new Uint8Array(width))
  let previous = dotOf(first(values))
  for (let column = 0; column < columns; column++) {
    const dot = dotOf(at(values, Math.round((column / (columns - 1)) * (values.length - 1))))
    for (let y = Math.min(dot, previous); y <= Math.max(dot, previous); y++) {
      const bits = at(at(DOT, y % DOTS_HIGH), column % DOTS_WIDE)
      const row = at(cells, y >> 2)
      row[column >> 1] = at(row, column >> 1) | bits
    }
    previous = dot
  }
  return cells.map((row) => String.fromCharCode(...Array.from(row, (bits) => BRAILLE + bits)))
}
