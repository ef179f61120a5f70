import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Export, openExport } from '../../src/export/open-export.js'
import type { ExportRequest } from '../../src/export/request.js'
import { AbortedError, toError, UserError } from '../../src/lib/errors.js'
import type { Session } from '../session/session.js'

export interface ExportFileOptions {
  readonly request: ExportRequest
  /** Path of the file; `-` is standard output. */
  readonly out: string
  readonly onProgress?: (dates: number, of: number) => void
}

export interface ExportedFile {
  readonly out: string
  readonly version: number
  readonly runId: string
  readonly strategy: string
  readonly dates: number
  readonly bytes: number
}

/** Writes a bulk file under a temporary name and renames it when it is complete. */
export async function exportFile(
  session: Pick<Session, 'db' | 'pool' | 'signal'>,
  { request, out, onProgress }: ExportFileOptions,
): Promise<ExportedFile> {
  const file = await openExport(session, request)
  const chunks = counted(file, session.signal, onProgress)
  await (out === '-' ? toStdout(chunks, session.signal) : toFile(chunks, out, session.signal))
  const { version, runId, strategy, dateCount: dates } = file
  return { out, version, runId, strategy, dates, bytes: chunks.bytes }
}

interface Counted extends AsyncIterable<Uint8Array | string> {
  readonly bytes: number
}

function counted(
  file: Export,
  signal: AbortSignal,
  onProgress?: ExportFileOptions['onProgress'],
): Counted {
  let bytes = 0
  const onDates = (dates: number) => onProgress?.(dates, file.dateCount)
  return {
    get bytes() {
      return bytes
    },
    async *[Symbol.asyncIterator]() {
      for await (const chunk of file.chunks({ signal, onDates })) {
        bytes += Buffer.byteLength(chunk)
        yield chunk
      }
    },
  }
}

async function toStdout(chunks: Counted, signal: AbortSignal): Promise<void> {
  const source = Readable.from(chunks, { objectMode: false })
  await pipeline(source, process.stdout, { end: false, signal }).catch(explained)
}

async function toFile(chunks: Counted, out: string, signal: AbortSignal): Promise<void> {
  const part = join(dirname(out), `.${basename(out)}.${randomUUID()}.part`)
  try {
    const source = Readable.from(chunks, { objectMode: false })
    await pipeline(source, createWriteStream(part, { flags: 'wx' }), { signal })
    await rename(part, out)
  } catch (thrown) {
    await rm(part, { force: true })
    explained(thrown, out)
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist: make it first',
  ENOTDIR: 'its folder is a file: write another path',
  EACCES: 'its folder may not be written by this user: write another path',
  EROFS: 'its folder is read-only: write another path',
  EISDIR: 'it is a folder: write the name of a file',
  ENOSPC: 'the disk is full: make room',
}

function explained(thrown: unknown, out = 'standard output'): never {
  const error = toError(thrown) as Error & { code?: string }
  if (error.name === 'AbortError') throw new AbortedError('stopped; no file was written')
  const cause = CAUSES[error.code ?? '']
  throw cause ? new UserError(`${out} cannot be written: ${cause}`, { cause: error }) : error
}
