import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../../../src/lib/hash.js'
import { type Finding, gib, good } from './finding.js'

interface Kind {
  readonly what: string
  readonly folder: string
  readonly endings: readonly string[]
  /** What happens to a damaged one. */
  readonly outcome: string
  /** Reports how much disk they take. */
  readonly sized?: true
}

const KINDS: readonly Kind[] = [
  {
    what: 'checkpoints',
    folder: 'checkpoints',
    endings: ['.ckpt'],
    outcome: 'their seeds are trained again, with the same numbers',
  },
  { what: 'cache', folder: 'cache', endings: ['.factors'], outcome: 'they are computed again' },
  {
    what: 'kept characteristics',
    folder: 'datasets',
    endings: ['.column', '.prices'],
    outcome: 'they are computed again',
    sized: true,
  },
]

/** Whether checkpoints, cached factors and kept characteristics have the bytes that their SHA-256 was taken of. */
export function summedFileFindings(home: string): Promise<Finding[]> {
  return Promise.all(KINDS.map((kind) => findingOf(home, kind)))
}

async function findingOf(
  home: string,
  { what, folder, endings, outcome, sized }: Kind,
): Promise<Finding> {
  const place = join(home, folder)
  const names = await readdir(place, { recursive: true }).catch(() => [])
  const files = names.filter((name) => endings.some((ending) => name.endsWith(ending)))
  const damaged: string[] = []
  let bytes = 0
  for (const name of files) {
    const file = await readFile(join(place, name))
    bytes += file.length
    if (!isWhole(file)) damaged.push(name)
  }
  const size = sized ? `, ${gib(bytes)}` : ''
  if (damaged.length === 0) return good(what, `${files.length} files, whole${size}`)
  const found = `${damaged.length} of ${files.length} files are damaged (${damaged[0]}, …): ${outcome}`
  return { what, state: 'note', found }
}

/** A line of magic, the SHA-256 of the rest, the rest. */
function isWhole(file: Buffer): boolean {
  const start = file.indexOf('\n') + 1
  const sum = file.toString('latin1', start, start + 64)
  return sum === sha256(file.subarray(start + 65))
}
