import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Kept between runs: the stand-in base takes minutes. */
const STORAGE = join(tmpdir(), 'residua-deploy')

/** buildah with a storage of its own, which needs neither a daemon nor overlay mounts. */
export const BUILDAH = [
  'buildah',
  '--storage-driver',
  'vfs',
  '--root',
  join(STORAGE, 'storage'),
  '--runroot',
  join(STORAGE, 'run'),
] as const

/** What a command prints. */
export function buildah(...args: readonly string[]): string {
  mkdirSync(STORAGE, { recursive: true })
  const [command, ...global] = BUILDAH
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  return execFileSync(command, [...global, ...args], { encoding: 'utf8', stdio: [...stdio] }).trim()
}

/** Bytes of an image, as unpacked. */
export function sizeOf(image: string): number {
  const root = mountOf(image)
  try {
    return Number(execFileSync('du', ['-sb', root.path], { encoding: 'utf8' }).split('\t')[0])
  } finally {
    root.release()
  }
}

export interface MountedImage {
  readonly path: string
  release(): void
}

/** The file system of an image. */
export function mountOf(image: string): MountedImage {
  const container = buildah('from', '--pull-never', image)
  const path = buildah('mount', container)
  return { path, release: () => void buildah('rm', container) }
}
