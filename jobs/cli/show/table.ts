export type Align = 'left' | 'right'

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
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...rows.map((row) => row[i].length)),
  )
  const line = (cells: readonly string[]) =>
    indent +
    cells
      .map((cell, i) =>
        columns[i].align === 'right' ? cell.padStart(widths[i]) : cell.padEnd(widths[i]),
      )
      .join('  ')
      .trimEnd()
  return [columns.map(({ title }) => title), widths.map((width) => '─'.repeat(width)), ...rows]
    .map(line)
    .join('\n')
}

/** A number for people: `–` where there is none. */
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
