import { withoutFormula } from '../lib/formulas.js'
import { toDate } from './days.js'
import { type Batch, type Column, type Table, wordsOf } from './table.js'

export interface CsvOptions {
  /** Texts that a spreadsheet would compute are written so that it shows them. */
  readonly excel?: boolean
}

/** Comma-separated values with a header line, quoted after RFC 4180; a missing value is empty. */
export async function* csvChunks(
  table: Table,
  { excel = false }: CsvOptions = {},
): AsyncGenerator<Buffer> {
  const { columns, batches } = table
  yield Buffer.from(`${columns.map(({ name }) => name).join(',')}\n`)
  const lines = lineWriter({
    cells: columns.map((column, c) => {
      const before = c === 0 ? '' : ','
      const texts = wordsOf(column, table)
      const words = (excel ? texts.map(withoutFormula) : texts).map(quoted)
      return cellWriter(column, { before, words, dateMark: '', missing: '' })
    }),
    after: '\n',
  })
  yield* mapped(batches, lines)
}

/** One JSON object a line; a missing value is null. */
export async function* ndjsonChunks(table: Table): AsyncGenerator<Buffer> {
  const { columns, batches } = table
  const lines = lineWriter({
    cells: columns.map((column, c) => {
      const before = `${c === 0 ? '{' : ','}${JSON.stringify(column.name)}:`
      const words = wordsOf(column, table).map((word) => JSON.stringify(word))
      return cellWriter(column, { before, words, dateMark: '"', missing: 'null' })
    }),
    after: '}\n',
  })
  yield* mapped(batches, lines)
}

/** Chunks of the batches. A batch is released before its chunk is taken: a slow client holds bytes alone. */
function mapped(
  batches: AsyncIterable<Batch>,
  toChunk: (batch: Batch) => Buffer,
): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = batches[Symbol.asyncIterator]()
      return {
        async next() {
          const { done, value } = await iterator.next()
          return done ? { done, value: undefined } : { done: false, value: toChunk(value) }
        },
        async return() {
          await iterator.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

type Cell = number | string | null
type CellWriter = (cell: Cell) => string

interface Line {
  readonly cells: readonly CellWriter[]
  readonly after: string
}

/** Rows turned to bytes together: a longer string would outlive the young generation. */
const ROWS_AT_ONCE = 256

function lineWriter({ cells, after }: Line): (batch: Batch) => Buffer {
  return ({ length, columns }) => {
    const parts: Buffer[] = []
    const written = cells.map((write, c) => ({ write, column: columns[c] ?? [] }))
    for (let start = 0; start < length; start += ROWS_AT_ONCE) {
      const end = Math.min(length, start + ROWS_AT_ONCE)
      let text = ''
      for (let row = start; row < end; row++) {
        for (const { write, column } of written) text += write(column[row] ?? null)
        text += after
      }
      parts.push(Buffer.from(text))
    }
    return Buffer.concat(parts)
  }
}

interface CellOptions {
  /** What stands before each cell. */
  readonly before: string
  /** The words of the column as they are written. */
  readonly words: readonly string[]
  readonly dateMark: string
  readonly missing: string
}

/** Numbers are written in their shortest digits, as JSON has them. */
function cellWriter(
  { type }: Column,
  { before, words, dateMark, missing }: CellOptions,
): CellWriter {
  if (type === 'asset' || type === 'word') {
    const texts = words.map((word) => before + word)
    return (position) => texts[position as number] ?? before + missing
  }
  if (type === 'date') {
    // Rows are ordered by date, so a date is mostly that of the row before.
    let [day, text] = [Number.NaN, '']
    return (cell) => {
      if (cell !== day) {
        day = cell as number
        text = before + dateMark + toDate(day) + dateMark
      }
      return text
    }
  }
  return (cell) => before + (cell === null ? missing : cell)
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
