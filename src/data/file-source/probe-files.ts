import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../../lib/errors.js'
import { type ProbedFile, probeFile } from './bytes/probe.js'
import { assertDateFormat } from './columns/date-format.js'
import { assertMapping } from './columns/mapping.js'
import type { DataSource, FileFormat, FileRole, OnProgress } from './context.js'
import { hashOf } from './data-source.js'
import type { ReadOptions } from './market-files.js'

/** A file that was hashed and found complete, and its role; its content is not parsed yet. */
interface ProbedSource {
  readonly source: DataSource
  readonly file: ProbedFile
}

export interface ProbedFiles {
  readonly hash: string
  readonly sources: readonly DataSource[]
  readonly probed: readonly ProbedSource[]
}

/** Hashes the files and checks that they exist and are complete. */
export async function probeFiles(options: ReadOptions): Promise<ProbedFiles> {
  const { mapping = {}, format, onProgress } = options
  assertMapping(mapping)
  if (format?.dateFormat !== undefined) assertDateFormat(format.dateFormat)
  const reading = { mapping, ...givenFormat(format) }
  const probed = await probeAll(givenFiles(options), reading, onProgress)
  const sources = probed.map(({ source }) => source)
  return { hash: hashOf(sources), sources, probed }
}

/** The parts of a format that were given, if any. */
function givenFormat(format: FileFormat = {}): { format?: FileFormat } {
  const given = Object.entries(format).filter(([, value]) => value !== undefined && value !== false)
  return given.length === 0 ? {} : { format: Object.fromEntries(given) }
}

interface GivenFile {
  readonly path: string
  readonly role: FileRole
}

function givenFiles(options: ReadOptions): GivenFile[] {
  const { files } = options
  if (files.length === 0) throw new UserError('no price file is given; name at least one')
  const roles = ['membership', 'sectors', 'characteristics', 'renames', 'factors'] as const
  const given: GivenFile[] = [
    ...files.map((path) => ({ path, role: 'prices' as const })),
    ...roles.flatMap((role) => {
      const path = options[role]
      return path === undefined ? [] : [{ path, role }]
    }),
  ]
  const seen = new Set<string>()
  for (const { path } of given) {
    if (seen.has(resolve(path))) throw new UserError(`${path} is given twice; name each file once`)
    seen.add(resolve(path))
  }
  return given
}

async function probeAll(
  given: readonly GivenFile[],
  reading: Pick<DataSource, 'mapping' | 'format'>,
  onProgress: OnProgress | undefined,
): Promise<ProbedSource[]> {
  const total = given.reduce((sum, { path }) => sum + sizeOf(path), 0)
  let read = 0
  const onBytes = (bytes: number) => {
    read += bytes
    onProgress?.({ stage: 'verify', fraction: Math.min(1, read / total) })
  }
  const probed: ProbedSource[] = []
  for (const { path, role } of given) {
    const file = await probeFile(path, { onBytes })
    probed.push({ file, source: { file: file.name, role, sha256: file.sha256, ...reading } })
  }
  assertDistinct(probed.map(({ file }) => file))
  return probed
}

function assertDistinct(files: readonly ProbedFile[]): void {
  const twice = files.find(({ sha256 }, k) => files.findIndex((f) => f.sha256 === sha256) < k)
  if (twice) throw new UserError(`${twice.path} has the bytes of another file given; name it once`)
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
