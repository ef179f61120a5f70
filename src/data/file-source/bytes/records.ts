import { StringDecoder } from 'node:string_decoder'
import { type ProbedFile, textOf } from './probe.js'

/** One CSV record and the line of the text that it starts on (1 is the header). */
export interface CsvRecord {
  readonly line: number
  readonly fields: readonly string[]
  /** A quote was opened and never closed. */
  readonly unterminated: boolean
}

/** How the lines of a CSV file are divided. */
export interface CsvLines {
  readonly delimiter: string
  /** Line of the column names, counted from 1. */
  readonly headerLine: number
  /** The line after the table, where there may be one, starts with this. */
  readonly footer?: string
}

/**
 * The records of a CSV file after its header, one after the other; blank lines are skipped. Much
 * slower than DuckDB: for small files, and to find the line of a row that DuckDB rejected.
 */
export async function* recordsOf(
  file: ProbedFile,
  { delimiter, headerLine, footer }: CsvLines,
): AsyncGenerator<CsvRecord> {
  let open: { line: number; text: string } | null = null
  let line = 0
  for await (const text of linesOf(file)) {
    line++
    if (line <= headerLine || (open === null && text === '')) continue
    if (footer !== undefined && open === null && text.startsWith(footer)) continue
    const started: { line: number; text: string } = open
      ? { line: open.line, text: `${open.text}\n${text}` }
      : { line, text }
    const fields = fieldsOf(started.text, delimiter)
    open = fields === null ? started : null
    if (fields) yield { line: started.line, fields, unterminated: false }
  }
  if (open) yield { line: open.line, fields: [open.text], unterminated: true }
}

/** Fields of one line of CSV; null while a quote is still open. */
export function fieldsOf(text: string, delimiter = ','): string[] | null {
  if (!text.includes('"')) return text.split(delimiter)
  const fields: string[] = []
  let at = 0
  for (;;) {
    const [field, end] = text[at] === '"' ? quoted(text, at, delimiter) : bare(text, at, delimiter)
    if (end < 0) return null
    fields.push(field)
    if (end >= text.length) return fields
    at = end + 1
  }
}

function bare(text: string, start: number, delimiter: string): [field: string, end: number] {
  const found = text.indexOf(delimiter, start)
  const end = found < 0 ? text.length : found
  return [text.slice(start, end), end]
}

function quoted(text: string, start: number, delimiter: string): [field: string, end: number] {
  let field = ''
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return ['', -1]
    field += text.slice(at, quote)
    if (text[quote + 1] !== '"') {
      const [rest, end] = bare(text, quote + 1, delimiter)
      return [field + rest, end]
    }
    field += '"'
    at = quote + 2
  }
}

async function* linesOf(file: ProbedFile): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of textOf(file)) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield withoutReturn(line)
  }
  if (rest !== '') yield withoutReturn(rest)
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
