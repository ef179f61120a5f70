import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { at } from '../../lib/at.js'
import { UserError } from '../../lib/errors.js'
import { canonicalJson, sha256, sha256OfFile } from '../../lib/hash.js'
import type { DataSource } from '../file-source/context.js'

/** SHA-256 of each file of a dataset's folder, by its name. */
export type FileHashes = Readonly<Record<string, string>>

/** What a manifest holds to find changed bytes. */
export interface Sealed {
  readonly previous: string | null
  readonly sources: readonly DataSource[]
  /** SHA-256 of each other file of the folder; folders of earlier versions have none. */
  readonly files?: FileHashes
  /** SHA-256 of the rest of the manifest. */
  readonly seal?: string
}

export const MANIFEST = 'manifest.json'

/** The hashes of all files in a folder but its manifest. */
export async function hashesOf(folder: string): Promise<FileHashes> {
  const names = (await readdir(folder)).filter((name) => name !== MANIFEST).sort()
  const hashes = await Promise.all(names.map((name) => sha256OfFile(join(folder, name))))
  return Object.fromEntries(names.map((name, k) => [name, at(hashes, k)]))
}

/** The manifest with the SHA-256 of the rest of it, so that a changed byte is found. */
export function sealed<M extends Sealed>(manifest: M): M {
  const { seal: _, ...rest } = manifest
  return { ...manifest, seal: sha256(canonicalJson(rest)) }
}

/**
 * Throws unless each file of a dataset's folder has the bytes that were written. Folders of versions
 * that kept no hashes pass.
 */
export async function verifyFiles(folder: string, manifest: Sealed): Promise<void> {
  const names = Object.keys(manifest.files ?? {})
  const damaged = await Promise.all(names.map((name) => damageOf(folder, manifest, name)))
  const [found] = damaged.filter((one) => one !== null)
  if (found) throw damagedDataset(folder, found, manifest)
}

/** A manifest's text, checked against its seal. */
export function parseManifest<M extends Sealed>(folder: string, text: string): M {
  const manifest = parsed<M>(text)
  if (manifest === null) throw damagedDataset(folder, `${MANIFEST} was changed`)
  return manifest
}

function parsed<M extends Sealed>(text: string): M | null {
  try {
    const manifest = JSON.parse(text) as M // written by writeFolder alone
    return manifest.seal === undefined || sealed(manifest).seal === manifest.seal ? manifest : null
  } catch {
    return null
  }
}

async function damageOf(folder: string, { files }: Sealed, name: string): Promise<string | null> {
  const hash = await sha256OfFile(join(folder, name)).catch(() => null)
  if (hash === null) return `${name} cannot be read`
  return hash === files?.[name] ? null : `${name} was changed after it was written`
}

/** Names the files to ingest again where the folder was made from them alone. */
function damagedDataset(folder: string, damage: string, manifest?: Sealed): UserError {
  const again =
    manifest?.previous === null
      ? `ingest ${manifest.sources.map(({ file }) => file).join(', ')} again under the same name`
      : 'ingest all files of the dataset again under a new name'
  return new UserError(
    `dataset folder ${folder} is damaged: ${damage} (its SHA-256 differs); restore the folder from ` +
      `a backup, or ${again}`,
  )
}

/** Whether a folder holds a dataset whose files have the bytes that were written. */
export async function isIntact(folder: string): Promise<boolean> {
  try {
    const text = await readFile(join(folder, MANIFEST), 'utf8')
    await verifyFiles(folder, parseManifest(folder, text))
    return true
  } catch {
    return false
  }
}
