import type { Interval } from '../../src/accounts/bootstrap.js'
import { first } from '../../src/lib/at.js'

/** A table of a Markdown text, and the heading above it. */
export interface MarkdownTable {
  /** Without its marks; empty before the first heading. */
  readonly heading: string
  readonly titles: readonly string[]
  /** Cells as they are printed. */
  readonly rows: readonly (readonly string[])[]
}

/** Every table of a text, as `table` writes them. */
export function tablesIn(text: string): MarkdownTable[] {
  const tables: MarkdownTable[] = []
  let heading = ''
  let lines: string[] = []
  const close = () => {
    if (lines.length > 1) {
      const [titles, , ...rows] = lines.map(cellsOf)
      tables.push({ heading, titles: titles ?? [], rows })
    }
    lines = []
  }
  for (const line of text.split('\n')) {
    if (line.startsWith('|')) lines.push(line)
    else close()
    if (line.startsWith('#')) heading = line.replace(/^#+\s*/, '')
  }
  close()
  return tables
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

/** The text between the markers `writeSection` makes; null where the file has no such part. */
export function sectionIn(text: string, name: string): string | null {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [start, end] = [text.indexOf(open), text.indexOf(close)]
  return start >= 0 && end > start ? text.slice(start + open.length, end) : null
}

/** The first number of a cell; null where it has none. */
export function numberIn(cell: string): number | null {
  const found = /−?\d+(\.\d+)?/.exec(cell)
  return found ? Number(first(found).replace('−', '-')) : null
}

/** The bounds of a cell `[−0.10, 0.52]`; null where it has none. */
export function boundsIn(cell: string): Interval | null {
  const [low, high] = cell.split(',').map(numberIn)
  return typeof low === 'number' && typeof high === 'number' ? { low, high } : null
}
