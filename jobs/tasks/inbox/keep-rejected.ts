import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface RejectedFile {
  readonly name: string
  /** Path of our copy. */
  readonly path: string
  readonly sha256: string
  readonly dataset: string
  readonly reason: string
}

/** Keeps a copy of a rejected file and the reason in a text file beside it; returns its path. */
export async function keepRejected(
  home: string,
  { name, path, sha256, dataset, reason }: RejectedFile,
): Promise<string> {
  const folder = join(home, 'rejected', encodeURIComponent(dataset))
  await mkdir(folder, { recursive: true })
  const kept = join(folder, `${sha256.slice(0, 8)}-${name}`)
  await copyFile(path, kept)
  await writeFile(`${kept}.reason.txt`, `${reason}\n`)
  return kept
}
