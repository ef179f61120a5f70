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

const UNITS = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 } as const

/** Bytes of an image, as unpacked, to three digits; 0 where there is none. */
export function sizeOf(image: string): number {
  const printed = buildah('images', '--format', '{{.Size}}', '--filter', `reference=${image}`)
  const [, number, unit] = /^([\d.]+) ([KMG]?B)/.exec(printed) ?? []
  return Number(number ?? 0) * UNITS[(unit ?? 'B') as keyof typeof UNITS]
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
