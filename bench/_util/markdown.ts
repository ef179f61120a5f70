import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { at, first } from '../../src/lib/at.js'

/** A table in GitHub's Markdown, columns padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const head = first(rows)
  const widths = head.map((_, column) => Math.max(...rows.map((row) => at(row, column).length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(at(widths, column))).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [line(head), rule, ...rows.slice(1).map(line)].join('\n')
}

/** Replaces the text between `<!-- name -->` and `<!-- /name -->` in a file, or appends it. */
export function writeSection(file: string, name: string, text: string): void {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const section = `${open}\n\n${text.trim()}\n\n${close}`
  const [start, end] = [before.indexOf(open), before.indexOf(close)]
  const after =
    start >= 0 && end > start
      ? before.slice(0, start) + section + before.slice(end + close.length)
      : `${before.trimEnd()}\n\n${section}\n`
  writeFileSync(file, after.trimStart())
}
