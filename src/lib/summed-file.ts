import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Length of the hexadecimal SHA-256. */
export const SUM_LENGTH = 64

/** The name of a file that is being written: a sweep removes those of processes that have ended. */
export const BEING_WRITTEN = /^\.new-(\d+)-/

/** A name beside the final one for what this process is writing. */
export function nameWhileWritten(): string {
  return `.new-${process.pid}-${randomUUID()}`
}

/**
 * The body of a file that `writeSummed` wrote; `absent` where there is no file, `damaged` where magic or
 * SHA-256 differ.
 */
export function readSummed(path: string, magic: string): Buffer | 'absent' | 'damaged' {
  let file: Buffer
  try {
    file = readFileSync(path)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return 'absent'
    throw thrown
  }
  const start = magic.length + SUM_LENGTH + 2
  const body = file.subarray(start)
  const isWhole = file.toString('latin1', 0, start) === headOf(magic, [body])
  return isWhole ? body : 'damaged'
}

/**
 * Writes a line of magic, the SHA-256 of the parts, the parts; under another name first, then renamed,
 * so that a file is whole or absent and of two writers the last one wins.
 */
export function writeSummed(path: string, magic: string, parts: readonly Uint8Array[]): void {
  const beside = join(dirname(path), nameWhileWritten())
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeFileSync(beside, headOf(magic, parts), 'latin1')
    for (const part of parts) writeFileSync(beside, part, { flag: 'a' })
    renameSync(beside, path)
  } catch (thrown) {
    rmSync(beside, { force: true })
    throw thrown
  }
}

/** The bytes under an array. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function headOf(magic: string, parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return `${magic}\n${hash.digest('hex')}\n`
}
