import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { toUtcMs } from '../lib/dates.js'

export type CopyType =
  | 'int2'
  | 'int4'
  | 'int8'
  | 'float4'
  | 'float8'
  | 'bool'
  | 'date'
  | 'text'
  | 'jsonb'
  | 'float4[]'
  | 'float8[]'

export type CopyValue = number | string | boolean | ArrayLike<number> | null

export interface CopyOptions {
  readonly table: string
  /** Columns in the order of a row's values. */
  readonly columns: Readonly<Record<string, CopyType>>
  readonly rows: Iterable<readonly CopyValue[]>
  /** Whether the transaction made the table: its rows are then written as vacuum would leave them. */
  readonly freeze?: boolean
}

/**
 * Streams rows into a table by binary COPY. NaN is missing: NULL in an array (where the tail of
 * missing values is left out) and as a number.
 */
export async function copyRows(
  client: pg.ClientBase,
  { table, columns, rows, freeze = false }: CopyOptions,
): Promise<void> {
  const names = Object.keys(columns).map((name) => `"${name}"`)
  const sql = `copy "${table}" (${names.join(', ')}) from stdin (format binary, freeze ${freeze})`
  const chunks = Readable.from(encode(Object.values(columns), rows), { objectMode: false })
  await pipeline(chunks, client.query(copyFrom(sql)))
}

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const TRAILER = Buffer.from([0xff, 0xff])
const CHUNK_BYTES = 256 * 1024
/** Of an array of 8,000 values. */
const ROW_BYTES = 64 * 1024

function* encode(
  types: readonly CopyType[],
  rows: Iterable<readonly CopyValue[]>,
): Generator<Buffer> {
  yield SIGNATURE
  // Room for the row that passes the end of a chunk, so that few chunks are copied to grow.
  const capacity = CHUNK_BYTES + ROW_BYTES
  let writer = new Writer(capacity)
  for (const row of rows) {
    writer.int16(types.length)
    types.forEach((type, c) => {
      writer.field(type, row[c] ?? null)
    })
    if (writer.length < CHUNK_BYTES) continue
    // The stream keeps what it is given, so each chunk has memory of its own.
    yield writer.bytes()
    writer = new Writer(capacity)
  }
  if (writer.length > 0) yield writer.bytes()
  yield TRAILER
}

const FLOAT4_OID = 700
const FLOAT8_OID = 701
const SCALAR_BYTES = { bool: 1, int2: 2, int4: 4, date: 4, int8: 8, float4: 4, float8: 8 }
/** A jsonb value is its text after the version of its format. */
const JSONB_VERSION = '\x01'
const POSTGRES_EPOCH_MS = toUtcMs('2000-01-01')
const DAY_MS = 86_400_000

/** A growing buffer of the binary COPY format: big-endian, each field after its length. */
class Writer {
  #buffer: Buffer
  #length = 0

  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafe(capacity)
  }

  get length(): number {
    return this.#length
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  int16(value: number): void {
    this.#length = this.#reserve(2).writeInt16BE(value, this.#length)
  }

  field(type: CopyType, value: CopyValue): void {
    if (value === null || (typeof value === 'number' && Number.isNaN(value))) this.#int32(-1)
    else if (type === 'float4[]') this.#floats(value as ArrayLike<number>, FLOAT4_OID, 4)
    else if (type === 'float8[]') this.#floats(value as ArrayLike<number>, FLOAT8_OID, 8)
    else this.#scalar(type, value)
  }

  #scalar(type: Exclude<CopyType, 'float4[]' | 'float8[]'>, value: CopyValue): void {
    if (type === 'text' || type === 'jsonb') {
      this.#text(value as string, type === 'jsonb' ? JSONB_VERSION : '')
      return
    }
    const number = type === 'date' ? daysOf(value as string) : Number(value)
    const bytes = SCALAR_BYTES[type]
    this.#int32(bytes)
    const buffer = this.#reserve(bytes)
    if (type === 'int8') buffer.writeBigInt64BE(BigInt(number), this.#length)
    else if (type === 'float4') buffer.writeFloatBE(number, this.#length)
    else if (type === 'float8') buffer.writeDoubleBE(number, this.#length)
    else buffer.writeIntBE(number, this.#length, bytes)
    this.#length += bytes
  }

  /** One-dimensional: dimensions, whether nulls occur, element type, size, lower bound, elements. */
  #floats(values: ArrayLike<number>, oid: number, bytes: 4 | 8): void {
    let size = values.length
    while (size > 0 && Number.isNaN(values[size - 1])) size--
    const start = this.#length
    const buffer = this.#reserve(24 + size * (4 + bytes))
    // A view's writes are compiled in place, several times faster than Buffer's checked methods.
    const view = new DataView(buffer.buffer, buffer.byteOffset)
    const header = size === 0 ? [0, 1, oid] : [1, 1, oid, size, 1]
    let at = start + 4
    for (const value of header) {
      view.setInt32(at, value)
      at += 4
    }
    for (let i = 0; i < size; i++) {
      const value = values[i] ?? Number.NaN
      if (Number.isNaN(value)) {
        view.setInt32(at, -1)
        at += 4
        continue
      }
      view.setInt32(at, bytes)
      if (bytes === 4) view.setFloat32(at + 4, value)
      else view.setFloat64(at + 4, value)
      at += 4 + bytes
    }
    view.setInt32(start, at - start - 4)
    this.#length = at
  }

  #text(value: string, before: string): void {
    const text = before + value
    const size = Buffer.byteLength(text)
    this.#int32(size)
    this.#length += this.#reserve(size).write(text, this.#length)
  }

  #int32(value: number): void {
    this.#length = this.#reserve(4).writeInt32BE(value, this.#length)
  }

  #reserve(bytes: number): Buffer {
    const needed = this.#length + bytes
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length))
      this.#buffer.copy(grown, 0, 0, this.#length)
      this.#buffer = grown
    }
    return this.#buffer
  }
}

function daysOf(date: string): number {
  return (toUtcMs(date) - POSTGRES_EPOCH_MS) / DAY_MS
}
