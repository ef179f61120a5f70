import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { UserError } from '../../../lib/errors.js'
import { otherKindOf } from './file-kind.js'
import { toReadError } from './read-error.js'
import { TextScan } from './text-scan.js'

const CHUNK_BYTES = 1 << 20
/** Enough to know what a file is. */
const START_BYTES = 512

/** A file that was read once to its end: it is complete, and text or Parquet. */
export interface ProbedFile {
  /** As the user gave it, for messages. */
  readonly path: string
  readonly name: string
  readonly format: 'csv' | 'parquet'
  readonly compression: 'none' | 'gzip'
  /** Hash of the bytes on disk. */
  readonly sha256: string
  /** The first lines, without BOM and line ends; none for Parquet. */
  readonly head: readonly string[]
  /** Lines of the (decompressed) text, header included; 0 for Parquet. */
  readonly lineCount: number
}

export interface ProbeOptions {
  /** Called with the bytes read since the last call. */
  readonly onBytes?: (bytes: number) => void
}

/** Reads `path` once: hashes its bytes and checks that it is Parquet or complete UTF-8 text. */
export async function probeFile(path: string, { onBytes }: ProbeOptions = {}): Promise<ProbedFile> {
  const magic = await firstBytes(path)
  const format = magic.toString('latin1', 0, 4) === 'PAR1' ? 'parquet' : 'csv'
  const compression = magic[0] === 0x1f && magic[1] === 0x8b ? 'gzip' : 'none'
  const hash = createHash('sha256')
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  raw.on('data', (chunk) => {
    hash.update(chunk)
    onBytes?.(chunk.length)
  })
  const { head, lineCount } = await scanned(path, { raw, format, compression })
  const sha256 = hash.digest('hex')
  return { path, name: basename(path), format, compression, sha256, head, lineCount }
}

async function scanned(
  path: string,
  { raw, format, compression }: Pick<ProbedFile, 'format' | 'compression'> & { raw: Readable },
): Promise<TextScan> {
  const text = compression === 'gzip' ? gunzipped(raw) : raw
  const scan = new TextScan(path)
  try {
    for await (const chunk of text) if (format === 'csv') scan.add(chunk as Buffer)
  } catch (thrown) {
    throw toReadError(path, thrown)
  }
  if (format === 'csv') scan.end()
  return scan
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
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0)
    const start = buffer.subarray(0, bytesRead)
    const other = otherKindOf(path, start)
    if (other !== null) throw new UserError(other)
    return start
  } finally {
    await handle.close()
  }
}
