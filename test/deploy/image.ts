import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUILDAH, buildah, sizeOf } from './buildah.js'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DOCKERFILE = join(ROOT, 'docs/deploy/Dockerfile')
const IMAGE = 'localhost/residua:test'

export interface BuiltImage {
  readonly name: string
  readonly base: string
  readonly config: ImageConfig
}

interface ImageConfig {
  readonly User: string
  readonly Env: readonly string[]
  readonly Entrypoint: readonly string[]
  readonly WorkingDir: string
}

/** Builds the image from a checkout; on the pinned base, or where that cannot be had on a stand-in. */
export function buildImage(checkout: string): BuiltImage {
  const base = baseImage()
  if (process.env.RESIDUA_DEPLOY_REUSE && sizeOf(IMAGE) > 0) {
    console.info(`RESIDUA_DEPLOY_REUSE: ${IMAGE} is that of the last run`)
  } else {
    const options = ['--isolation', 'chroot', '--layers=false', '--target', 'residua']
    const build = ['--build-arg', `BASE=${base}`, '-f', DOCKERFILE, '-t', IMAGE, checkout]
    buildah('build', ...options, ...build)
  }
  const inspected = JSON.parse(buildah('inspect', '--type', 'image', IMAGE))
  return { name: IMAGE, base, config: inspected.OCIv1.config }
}

/** What a checkout has, written to a folder: files of the working tree that git does not ignore. */
export function copyCheckout(folder: string): void {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  for (const file of execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\0')) {
    if (file === '') continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(ROOT, file), join(folder, file))
  }
}

/** The base that the Dockerfile pins. */
function pinnedBase(): string {
  return /^ARG BASE=(\S+)$/m.exec(readFileSync(DOCKERFILE, 'utf8'))?.[1] ?? ''
}

function baseImage(): string {
  const pinned = pinnedBase()
  if (process.env.RESIDUA_DEPLOY_BASE === 'pinned') {
    buildah('pull', pinned)
    return pinned
  }
  const version = /node:(\d+\.\d+\.\d+)-/.exec(pinned)?.[1] ?? ''
  const standIn = `localhost/residua-stand-in:${version}`
  console.info(
    `base: ${standIn}, which stands in for ${pinned} (RESIDUA_DEPLOY_BASE=pinned pulls that)`,
  )
  if (sizeOf(standIn) === 0) {
    const env = { ...process.env, BUILDAH: BUILDAH.join(' ') }
    const script = join(ROOT, 'test/deploy/stand-in-base.sh')
    execFileSync(script, [standIn, version], { env, stdio: 'inherit' })
  }
  return standIn
}
