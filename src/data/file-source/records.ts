import { StringDecoder } from 'node:string_decoder'
import { type ProbedFile, textOf } from './probe.js'

/** One CSV record and the line of the text that it starts on (1 is the header). */
export interface CsvRecord {
  readonly line: number
  readonly fields: readonly string[]
  /** A quote was opened and never closed. */
  readonly unterminated: boolean
}

/**
 * The records of a CSV file after its header, one after the other; blank lines are skipped. Much
 * slower than DuckDB: for small files, and to find the line of a row that DuckDB rejected.
 */
export async function* recordsOf(file: ProbedFile): AsyncGenerator<CsvRecord> {
  let open: { line: number; text: string } | null = null
  let line = 0
  for await (const text of linesOf(file)) {
    line++
    if (line === 1 || (open === null && text === '')) continue
    const started: { line: number; text: string } = open
      ? { line: open.line, text: `${open.text}\n${text}` }
      : { line, text }
    const fields = fieldsOf(started.text)
    open = fields === null ? started : null
    if (fields) yield { line: started.line, fields, unterminated: false }
  }
  if (open) yield { line: open.line, fields: [open.text], unterminated: true }
}

/** Fields of one line of CSV; null while a quote is still open. */
export function fieldsOf(text: string): string[] | null {
  if (!text.includes('"')) return text.split(',')
  const fields: string[] = []
  let at = 0
  for (;;) {
    const [field, end] = text[at] === '"' ? quoted(text, at) : bare(text, at)
    if (end < 0) return null
    fields.push(field)
    if (end >= text.length) return fields
    at = end + 1
  }
}

function bare(text: string, start: number): [field: string, end: number] {
  const comma = text.indexOf(',', start)
  const end = comma < 0 ? text.length : comma
  return [text.slice(start, end), end]
}

function quoted(text: string, start: number): [field: string, end: number] {
  let field = ''
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return ['', -1]
    field += text.slice(at, quote)
    if (text[quote + 1] !== '"') {
      const [rest, end] = bare(text, quote + 1)
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
