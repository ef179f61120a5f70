import type { Batch, Column, Table } from './table.js'

/** Comma-separated values with a header line, quoted after RFC 4180; a missing value is empty. */
export async function* csvChunks({ columns, symbols, batches }: Table): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => name).join(',')}\n`
  const words = symbols.map(quoted)
  const lines = lineWriter({
    columns,
    before: columns.map((_, c) => (c === 0 ? '' : ',')),
    after: '\n',
    cellOf: (cell, type) => {
      if (cell === null) return ''
      return type === 'asset' ? words[cell as number] : `${cell}`
    },
  })
  for await (const batch of batches) yield lines(batch)
}

/** One JSON object a line; a missing value is null. */
export async function* ndjsonChunks({ columns, symbols, batches }: Table): AsyncGenerator<string> {
  const words = symbols.map((symbol) => JSON.stringify(symbol))
  const lines = lineWriter({
    columns,
    before: columns.map(({ name }, c) => `${c === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    after: '}\n',
    cellOf: (cell, type) => {
      if (type === 'asset') return words[cell as number]
      return type === 'date' ? `"${cell}"` : `${cell}`
    },
  })
  for await (const batch of batches) yield lines(batch)
}

interface Line {
  readonly columns: readonly Column[]
  /** What stands before each cell. */
  readonly before: readonly string[]
  readonly after: string
  readonly cellOf: (cell: number | string | null, type: Column['type']) => string
}

/** Numbers are written in their shortest digits, as JSON would be. */
function lineWriter({ columns, before, after, cellOf }: Line): (batch: Batch) => string {
  const types = columns.map(({ type }) => type)
  return ({ length, columns: cells }) => {
    let text = ''
    for (let row = 0; row < length; row++) {
      for (let c = 0; c < types.length; c++) text += before[c] + cellOf(cells[c][row], types[c])
      text += after
    }
    return text
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
