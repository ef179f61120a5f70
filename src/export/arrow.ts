import type * as Arrow from 'apache-arrow'
import { type ColumnType, type Table, wordsOf } from './table.js'

type Cells = ArrayLike<number | string | null>

/**
 * An Arrow IPC stream, a record batch for each batch: dates as date32, assets and words as a dictionary
 * that is sent once, factors and codes as int16, stored float32 values as they are, all else as float64.
 */
export async function* arrowChunks(table: Table): AsyncGenerator<Uint8Array> {
  const arrow = await import('apache-arrow')
  const columns = table.columns.map((column) => ({
    name: column.name,
    nullable: column.nullable ?? false,
    ...arrowColumn(arrow, column.type, wordsOf(column, table)),
  }))
  const schema = new arrow.Schema(
    columns.map(({ name, nullable, type }) => new arrow.Field(name, type, nullable)),
  )
  const rowType = new arrow.Struct(schema.fields)
  const collected = collector(arrow)
  const writer = new arrow.RecordBatchStreamWriter()
  writer.reset(collected.sink, schema)
  yield collected.take()
  for await (const { length, columns: cells } of table.batches) {
    if (length === 0) continue
    const children = columns.map((column, c) => toData(arrow, column, cells[c] ?? [], length))
    const rows = new arrow.Data(rowType, 0, length, 0, undefined, children)
    writer.write(new arrow.RecordBatch(schema, rows))
    yield collected.take()
  }
  writer.finish()
  yield collected.take()
}

/** A sink whose bytes are taken as they come: the library's own queue has no backpressure. */
function collector({ AsyncByteQueue }: typeof Arrow) {
  const parts: Uint8Array[] = []
  class Sink extends AsyncByteQueue {
    override write(bytes: Uint8Array): void {
      parts.push(bytes)
    }
  }
  return { sink: new Sink(), take: () => Buffer.concat(parts.splice(0)) }
}

/** How a column is sent. */
interface ArrowColumn {
  readonly type: Arrow.DataType
  readonly dictionary?: Arrow.Vector
  /** Its cells as the format keeps them. */
  valuesOf(cells: Cells): Int16Array | Int32Array | Float32Array | Float64Array
}

function arrowColumn(arrow: typeof Arrow, type: ColumnType, words: readonly string[]): ArrowColumn {
  switch (type) {
    case 'date':
      return {
        type: new arrow.DateDay(),
        valuesOf: (cells) => (cells instanceof Int32Array ? cells : Int32Array.from(cells, Number)),
      }
    case 'asset':
    case 'word':
      return {
        type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
        dictionary: arrow.vectorFromArray(words, new arrow.Utf8()),
        valuesOf: (cells) => (cells instanceof Int32Array ? cells : Int32Array.from(cells, Number)),
      }
    case 'int16':
      return {
        type: new arrow.Int16(),
        valuesOf: (cells) => (cells instanceof Int16Array ? cells : Int16Array.from(cells, Number)),
      }
    case 'float32':
      return {
        type: new arrow.Float32(),
        valuesOf: (cells) =>
          cells instanceof Float32Array ? cells : Float32Array.from(cells, Number),
      }
    case 'float64':
      return { type: new arrow.Float64(), valuesOf: (cells) => Float64Array.from(cells, Number) }
  }
}

function toData(
  arrow: typeof Arrow,
  { type, dictionary, valuesOf }: ArrowColumn,
  cells: Cells,
  length: number,
): Arrow.Data {
  const { nullCount, bitmap } = missing(cells, length)
  const buffers = {
    [arrow.BufferType.DATA]: valuesOf(cells).subarray(0, length),
    [arrow.BufferType.VALIDITY]: bitmap,
  }
  return new arrow.Data(type, 0, length, nullCount, buffers, [], dictionary)
}

/** A bit for each cell that is not null, lowest first; no bitmap where none is. */
function missing(cells: Cells, length: number) {
  if (ArrayBuffer.isView(cells)) return { nullCount: 0, bitmap: undefined }
  const bitmap = new Uint8Array(Math.ceil(length / 8))
  let nullCount = 0
  for (let row = 0; row < length; row++) {
    if (cells[row] === null) nullCount++
    else bitmap[row >> 3] = (bitmap[row >> 3] ?? 0) | (1 << (row & 7))
  }
  return { nullCount, bitmap: nullCount > 0 ? bitmap : undefined }
}
