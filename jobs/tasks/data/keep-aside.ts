import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface RejectedFile {
  readonly name: string
  /** Where the bytes are now. */
  readonly path: string
  readonly sha256: string
  readonly dataset: string
  readonly reason: string
}

/** Keeps a copy of a rejected file, and beside it the reason; answers where. */
export async function keepAside(
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
