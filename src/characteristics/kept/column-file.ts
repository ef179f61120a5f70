import { bytesOf, readSummed, writeSummed } from '../../lib/summed-file.js'

/** A column of characteristics as it lies in a file. */
export interface ColumnFile {
  readonly name: string
  /** `codeDigest` of the code that computed it. */
  readonly code: string
  /** Digest of the inputs of each row. */
  readonly inputs: BigUint64Array
  /** Values of the universe's cells, row by row. */
  readonly values: Float32Array
}

interface Header extends Pick<ColumnFile, 'name' | 'code'> {
  readonly rows: number
}

const MAGIC = 'residua-column 1'

/** A summed file: a line of JSON, the digests, the values. */
export function writeColumnFile(path: string, { name, code, inputs, values }: ColumnFile): void {
  const header: Header = { name, code, rows: inputs.length }
  const line = Buffer.from(`${JSON.stringify(header)}\n`)
  writeSummed(path, MAGIC, [line, bytesOf(inputs), bytesOf(values)])
}

export function readColumnFile(path: string): ColumnFile | 'absent' | 'damaged' {
  const body = readSummed(path, MAGIC)
  if (typeof body === 'string') return body
  const start = body.indexOf('\n') + 1
  const { name, code, rows } = JSON.parse(body.toString('utf8', 0, start)) as Header // ours: the sum is right
  const end = start + rows * BigUint64Array.BYTES_PER_ELEMENT
  return {
    name,
    code,
    inputs: new BigUint64Array(copyOf(body, start, end)),
    values: new Float32Array(copyOf(body, end, body.length)),
  }
}

/** The bytes in a buffer of their own, since a view of eight-byte words has to begin at one. */
function copyOf(body: Buffer, start: number, end: number): ArrayBuffer {
  const copy = new Uint8Array(end - start)
  copy.set(body.subarray(start, end))
  return copy.buffer
}
