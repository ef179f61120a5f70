import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { toError, UserError } from '../../lib/errors.js'

const CHUNK_BYTES = 1 << 20
const LONGEST_LINE_BYTES = 1 << 24
const NEWLINE = 10

/** A file that was read to its end once: it is whole, it is text (or Parquet), and this is its hash. */
export interface ProbedFile {
  /** As the user gave it, for messages. */
  readonly path: string
  readonly name: string
  readonly format: 'csv' | 'parquet'
  readonly compression: 'none' | 'gzip'
  /** Of the bytes on disk. */
  readonly sha256: string
  /** First line without BOM and line end; empty for Parquet. */
  readonly header: string
  /** Lines of the (decompressed) text, header included; 0 for Parquet. */
  readonly lineCount: number
}

export interface ProbeOptions {
  /** Called with the bytes read since the last call. */
  readonly onBytes?: (bytes: number) => void
}

/** Reads `path` once: hashes its bytes and proves that it is a whole Parquet file or whole UTF-8 text. */
export async function probeFile(path: string, { onBytes }: ProbeOptions = {}): Promise<ProbedFile> {
  const magic = await firstBytes(path)
  const format = magic.toString('latin1') === 'PAR1' ? 'parquet' : 'csv'
  const compression = magic[0] === 0x1f && magic[1] === 0x8b ? 'gzip' : 'none'
  const hash = createHash('sha256')
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  raw.on('data', (chunk) => {
    hash.update(chunk)
    onBytes?.(chunk.length)
  })
  const text = compression === 'gzip' ? gunzipped(raw) : raw
  const scan = new TextScan(path)
  try {
    for await (const chunk of text) if (format === 'csv') scan.add(chunk as Buffer)
  } catch (thrown) {
    throw toReadError(path, thrown)
  }
  if (format === 'csv') scan.end()
  return {
    path,
    name: basename(path),
    format,
    compression,
    sha256: hash.digest('hex'),
    header: scan.header,
    lineCount: scan.lineCount,
  }
}

/** The decompressed bytes of a CSV file. */
export function textOf(file: ProbedFile): Readable {
  const raw = createReadStream(file.path, { highWaterMark: CHUNK_BYTES })
  return file.compression === 'gzip' ? gunzipped(raw) : raw
}

function gunzipped(raw: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  raw.on('error', (error) => gunzip.destroy(error))
  return raw.pipe(gunzip)
}

async function firstBytes(path: string): Promise<Buffer> {
  const found = await stat(path).catch((thrown: unknown) => {
    throw toReadError(path, thrown)
  })
  if (found.isDirectory()) {
    throw new UserError(`${path} is a directory; name the files in it`)
  }
  if (found.size === 0) throw new UserError(`${path} is empty; it needs a header line and rows`)
  const handle = await open(path).catch((thrown: unknown) => {
    throw toReadError(path, thrown)
  })
  try {
    const magic = Buffer.alloc(4)
    await handle.read(magic, 0, 4, 0)
    assertNotArchive(path, magic)
    return magic
  } finally {
    await handle.close()
  }
}

function assertNotArchive(path: string, magic: Buffer): void {
  const text = magic.toString('latin1')
  if (text.startsWith('PK\x03\x04')) {
    throw new UserError(`${path} is a zip archive; unpack it and give the CSV file in it`)
  }
  if (text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')) {
    throw new UserError(`${path} is UTF-16 text; save it as UTF-8`)
  }
}

function toReadError(path: string, thrown: unknown): Error {
  const error = toError(thrown)
  if (error instanceof UserError) return error
  const code = 'code' in error ? String(error.code) : ''
  const cause = { cause: error }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new UserError(`${path} was not found; check the name and the working directory`, cause)
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError(`${path} may not be read by this user; change its permissions`, cause)
  }
  if (code === 'Z_BUF_ERROR') {
    return new UserError(`${path} is a truncated gzip file; copy or download it again`, cause)
  }
  if (code.startsWith('Z_')) {
    return new UserError(
      `${path} is a damaged gzip file (${error.message}); download it again`,
      cause,
    )
  }
  return error
}

/** Counts lines and proves UTF-8 over chunks cut anywhere. */
class TextScan {
  header = ''
  lineCount = 0
  #rest: Buffer = Buffer.alloc(0)
  #started = false

  constructor(readonly path: string) {}

  add(chunk: Buffer): void {
    const joined = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const end = joined.lastIndexOf(NEWLINE) + 1
    this.#lines(joined.subarray(0, end))
    this.#rest = joined.subarray(end)
    if (this.#rest.length > LONGEST_LINE_BYTES) {
      throw new UserError(
        `${this.path} line ${this.lineCount + 1} is longer than 16 MB; is it a CSV file?`,
      )
    }
  }

  end(): void {
    if (this.#rest.length > 0) this.#lines(Buffer.concat([this.#rest, Buffer.from('\n')]))
    if (this.header === '' && this.lineCount <= 1) {
      throw new UserError(`${this.path} is empty; it needs a header line and rows`)
    }
  }

  #lines(block: Buffer): void {
    if (block.length === 0) return
    if (!isUtf8(block) || block.includes(0)) this.#fail(block)
    if (!this.#started) {
      this.header = headerOf(block.subarray(0, block.indexOf(NEWLINE)))
      this.#started = true
    }
    for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) {
      this.lineCount++
    }
  }

  #fail(block: Buffer): never {
    let line = this.lineCount
    for (let start = 0; start < block.length; ) {
      const end = block.indexOf(NEWLINE, start)
      const text = block.subarray(start, end)
      line++
      start = end + 1
      if (isUtf8(text) && !text.includes(0)) continue
      const shown = JSON.stringify(text.toString('utf8').slice(0, 60))
      throw new UserError(
        `${this.path} line ${line} is not UTF-8 text: ${shown}; save the file as UTF-8`,
      )
    }
    throw new UserError(`${this.path} is not UTF-8 text; save the file as UTF-8`)
  }
}

function headerOf(line: Buffer): string {
  return line
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r$/, '')
}
