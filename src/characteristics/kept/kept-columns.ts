import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { KEPT_FOLDER, previousFolder } from '../../data/dataset/folder.js'
import { toError } from '../../lib/errors.js'
import { sha256 } from '../../lib/hash.js'
import type { ColumnStore, KeptColumn } from '../column-store.js'
import type { ComputedSource } from '../sources.js'
import { codeDigest } from './code-digest.js'
import { type ColumnFile, readColumnFile, writeColumnFile } from './column-file.js'
import { commonRows, type DigestedInput, inputDigests, suppliedDigests } from './input-digests.js'

export interface KeptOptions {
  /** The dataset version's folder. */
  readonly folder: string
  readonly log?: (line: string) => void
}

/**
 * Columns in `<folder>/kept`, one file each. A file is used up to the first row whose inputs differ: of
 * the version's own that is the whole column; a later version takes the rows that it has in common with
 * the version before it. Damaged files, and those of other code, are computed again.
 */
export function keptColumns(
  input: DigestedInput,
  { folder, log = () => {} }: KeptOptions,
): ColumnStore {
  const base = once(() => inputDigests(input))
  const digestsOf = (source: ComputedSource) =>
    source.kind === 'supplied' ? suppliedDigests(base(), input.panel, source.supplied) : base()
  const extended = new Map<string, string>()
  const cannotKeep = firstOf(log)

  return {
    read(source) {
      const name = fileName(source)
      const own = join(folder, KEPT_FOLDER, name)
      const digests = digestsOf(source)
      for (const path of candidates(folder, name)) {
        const kept = usable(path, digests, log)
        if (!kept) continue
        if (path !== own) extended.set(name, path)
        return kept
      }
      return null
    },
    write(source, values) {
      const name = fileName(source)
      const inputs = digestsOf(source)
      const file: ColumnFile = { name: source.name, code: codeDigest(), inputs, values }
      try {
        writeColumnFile(join(folder, KEPT_FOLDER, name), file)
        const before = extended.get(name)
        if (before !== undefined) rmSync(before, { force: true }) // its rows are in the new file
        return true
      } catch (thrown) {
        cannotKeep(`characteristics could not be kept (${source.name}): ${toError(thrown).message}`)
        return false
      }
    },
  }
}

/** Built-in names are file names; those of the user may be anything. */
function fileName({ kind, name }: ComputedSource): string {
  return kind === 'supplied' ? `supplied-${sha256(name).slice(0, 32)}.column` : `${name}.column`
}

/** The version's own file, then those of the versions before it, newest first. */
function* candidates(folder: string, name: string): Generator<string> {
  for (let at: string | null = folder; at !== null; at = previousFolder(at)) {
    yield join(at, KEPT_FOLDER, name)
  }
}

/** The rows of a file whose inputs are the same; null where there are none. */
function usable(
  path: string,
  digests: BigUint64Array,
  log: (line: string) => void,
): KeptColumn | null {
  const file = readOrDamage(path)
  if (file === null) return null
  if (typeof file === 'string') {
    log(`${path} cannot be used (${file}): its characteristic is computed again`)
    return null
  }
  if (file.code !== codeDigest()) return null
  const rows = commonRows(file.inputs, digests)
  return rows === 0 ? null : { rows, values: file.values }
}

/** The file, null where there is none, or what is wrong with it. */
function readOrDamage(path: string): ColumnFile | string | null {
  try {
    const file = readColumnFile(path)
    if (file === 'absent') return null
    return file === 'damaged' ? 'its SHA-256 differs' : file
  } catch (thrown) {
    return toError(thrown).message
  }
}

/** Logs the first line alone: what one file lacks, the others lack too. */
function firstOf(log: (line: string) => void): (line: string) => void {
  let isFirst = true
  return (line) => {
    if (isFirst) log(line)
    isFirst = false
  }
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: compute() }
    return known.value
  }
}
