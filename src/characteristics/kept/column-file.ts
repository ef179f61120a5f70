import { bytesOf, readSummed, SUM_LENGTH, writeSummed } from '../../lib/summed-file.js'

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
  const line = alignedLine(JSON.stringify(header))
  writeSummed(path, MAGIC, [line, bytesOf(inputs), bytesOf(values)])
}

export function readColumnFile(path: string): ColumnFile | 'absent' | 'damaged' {
  const body = readSummed(path, MAGIC)
  if (typeof body === 'string') return body
  const start = body.indexOf('\n') + 1
  const { name, code, rows } = JSON.parse(body.toString('utf8', 0, start)) as Header // ours: the sum is right
  const end = start + rows * WORD
  const inputs = wordsOf(body, start, end)
  const values = wordsOf(body, end, body.length)
  return {
    name,
    code,
    inputs: new BigUint64Array(inputs.buffer, inputs.byteOffset, rows),
    values: new Float32Array(values.buffer, values.byteOffset, values.length / 4),
  }
}

const WORD = BigUint64Array.BYTES_PER_ELEMENT
const HEAD = MAGIC.length + 1 + SUM_LENGTH + 1

/** The line with as many blanks as put what follows it at a multiple of eight bytes in the file. */
function alignedLine(json: string): Buffer {
  const length = HEAD + Buffer.byteLength(json) + 1
  return Buffer.from(`${json}${' '.repeat((WORD - (length % WORD)) % WORD)}\n`)
}

/** The bytes under a view; a copy where they do not begin at a multiple of eight in memory. */
function wordsOf(body: Buffer, start: number, end: number) {
  const bytes = body.subarray(start, end)
  return bytes.byteOffset % WORD === 0 ? bytes : new Uint8Array(bytes)
}
