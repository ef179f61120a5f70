import { fromPostgresDay } from '../postgres-day.js'

/** float32 values, NaN where missing. */
export type BinaryValues = Float32Array
/** Shortest float32 digits, null where missing. */
export type TextValues = readonly (string | null)[]

/** One stored row: values over the asset axis, or (of factor returns) over the factors. */
export interface StoredDay<V = BinaryValues | TextValues> {
  readonly date: string
  /** 0 in a table without factors. */
  readonly factor: number
  readonly values: V
}

const SIGNATURE_BYTES = 11

/** How many rows a binary COPY of `(date, int2, array)` holds. */
export function copiedRows(bytes: Buffer): number {
  let at = SIGNATURE_BYTES + 4
  at += 4 + bytes.readInt32BE(at)
  let count = 0
  for (; bytes.readInt16BE(at) !== -1; count++) at += 20 + bytes.readInt32BE(at + 16)
  return count
}

/** Rows `(date, int2, float4[])` of a binary COPY; NaN where an element is NULL. */
export function readCopy(bytes: Buffer): StoredDay<BinaryValues>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const days: StoredDay<BinaryValues>[] = []
  // After the signature: flags, and an extension of the header with its length.
  let at = SIGNATURE_BYTES + 4
  at += 4 + view.getInt32(at)
  while (view.getInt16(at) !== -1) {
    // The number of fields; then each field after its length.
    const day = view.getInt32(at + 6)
    const factor = view.getInt16(at + 14)
    const length = view.getInt32(at + 16)
    days.push({ date: fromPostgresDay(day), factor, values: readFloats(view, at + 20) })
    at += 20 + length
  }
  return days
}

/** Dimensions, whether nulls occur, element type, size, lower bound, elements after their lengths. */
function readFloats(view: DataView, start: number): Float32Array {
  if (view.getInt32(start) === 0) return new Float32Array(0)
  const size = view.getInt32(start + 12)
  const values = new Float32Array(size)
  let at = start + 20
  for (let i = 0; i < size; i++) {
    const length = view.getInt32(at)
    values[i] = length === -1 ? Number.NaN : view.getFloat32(at + 4)
    at += length === -1 ? 4 : 8
  }
  return values
}
