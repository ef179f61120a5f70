import { at } from '../../../src/lib/at.js'

type Align = 'left' | 'right'

export interface Column {
  readonly title: string
  readonly align?: Align
}

/** Rows under their titles, columns two spaces apart; numbers to the right. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { indent = '' }: { indent?: string } = {},
): string {
  const sized = columns.map(({ title, align }, i) => ({
    align,
    width: Math.max(title.length, ...rows.map((row) => at(row, i).length)),
  }))
  const line = (cells: readonly string[]) =>
    indent +
    sized
      .map((column, i) => padded(at(cells, i), column))
      .join('  ')
      .trimEnd()
  const rules = sized.map(({ width }) => '─'.repeat(width))
  return [columns.map(({ title }) => title), rules, ...rows].map(line).join('\n')
}

function padded(cell: string, { align, width }: { align?: Align; width: number }): string {
  return align === 'right' ? cell.padStart(width) : cell.padEnd(width)
}

/** A number with a fixed number of decimals; `–` where there is none. */
export function fixed(value: number | null | undefined, digits = 2): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? '–'
    : value.toFixed(digits).replace('-', '−')
}

export function percent(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? '–'
    : `${fixed(value * 100, digits)} %`
}

/** `3 s`, `4 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`
}

export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`
}

function pad(n: number): string {
  return String(n).padStart(2, '0')
}
