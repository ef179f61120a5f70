import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import { UserError } from '../../../src/lib/errors.js'

/** One file of a wheel, which is a zip archive. */
interface Entry {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  /** Offset of its local header. */
  readonly offset: number
}

/** Sizes and signatures of the zip format (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16). */
const END = { signature: 0x06054b50, bytes: 22, comment: 0xffff }
const CENTRAL = { signature: 0x02014b50, bytes: 46 }
const LOCAL = { signature: 0x04034b50, bytes: 30 }
const STORED = 0
const DEFLATED = 8

export interface ExtractOptions {
  readonly wanted: (name: string) => boolean
  readonly onProgress: (fraction: number) => void
  readonly signal?: AbortSignal
}

/** Unpacks part of a wheel into a folder, streaming; returns the number of files. */
export async function extractWheel(
  wheel: string,
  folder: string,
  { wanted, onProgress, signal }: ExtractOptions,
): Promise<number> {
  const file = await open(wheel)
  try {
    const entries = (await entriesOf(file, wheel)).filter(({ name }) => wanted(name))
    const total = entries.reduce((sum, { size }) => sum + size, 0)
    let written = 0
    for (const entry of entries) {
      await extract(file, entry, placeIn(folder, entry.name), {
        wheel,
        signal,
        onBytes(bytes) {
          written += bytes
          onProgress(written / total)
        },
      })
    }
    return entries.length
  } finally {
    await file.close()
  }
}

function placeIn(folder: string, name: string): string {
  const place = normalize(join(folder, name))
  if (place.startsWith(join(folder, '/'))) return place
  throw new UserError(`the wheel holds ${name}, which leads out of its folder`)
}

interface UnpackOptions {
  readonly wheel: string
  readonly onBytes: (bytes: number) => void
  readonly signal?: AbortSignal
}

async function extract(
  file: FileHandle,
  { name, method, packed, offset }: Entry,
  to: string,
  { wheel, onBytes, signal }: UnpackOptions,
): Promise<void> {
  const header = await read(file, offset, LOCAL.bytes)
  if (header.readUInt32LE(0) !== LOCAL.signature || (method !== STORED && method !== DEFLATED)) {
    throw new UserError(`${name} cannot be read from the wheel: it is damaged, download it again`)
  }
  const start = offset + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28)
  await mkdir(dirname(to), { recursive: true })
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      onBytes(chunk.length)
      done(null, chunk)
    },
  })
  const source =
    packed === 0 ? Readable.from([]) : createReadStream(wheel, { start, end: start + packed - 1 })
  const unpacked = method === STORED ? [] : [createInflateRaw()]
  await pipeline([source, ...unpacked, count, createWriteStream(to)], { signal })
}

async function entriesOf(file: FileHandle, wheel: string): Promise<Entry[]> {
  const { size } = await file.stat()
  const tail = await read(
    file,
    Math.max(0, size - END.bytes - END.comment),
    END.bytes + END.comment,
  )
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0) throw new UserError(`${wheel} is no wheel, or was cut short: download it again`)
  const [count, offset] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 16)]
  const directory = await read(file, offset, tail.readUInt32LE(end + 12))
  const entries: Entry[] = []
  for (let start = 0; entries.length < count || count === 0xffff; ) {
    if (start + CENTRAL.bytes > directory.length) break
    if (directory.readUInt32LE(start) !== CENTRAL.signature) break
    const { entry, bytes } = entryAt(directory, start)
    if (!entry.name.endsWith('/')) entries.push(entry)
    start += bytes
  }
  return entries
}

/** An entry of the central directory and its length. */
function entryAt(directory: Buffer, start: number): { entry: Entry; bytes: number } {
  const nameBytes = directory.readUInt16LE(start + 28)
  const extraBytes = directory.readUInt16LE(start + 30)
  const commentBytes = directory.readUInt16LE(start + 32)
  const nameStart = start + CENTRAL.bytes
  return {
    entry: {
      name: directory.toString('utf8', nameStart, nameStart + nameBytes),
      method: directory.readUInt16LE(start + 10),
      packed: directory.readUInt32LE(start + 20),
      size: directory.readUInt32LE(start + 24),
      offset: directory.readUInt32LE(start + 42),
    },
    bytes: CENTRAL.bytes + nameBytes + extraBytes + commentBytes,
  }
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
