import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../../../src/lib/errors.js'
import { runCommand } from './run-command.js'

interface Package {
  readonly name: string
  readonly version: string
  /** Subresource integrity, as in a lock file. */
  readonly integrity: string
}

/** The JavaScript of the backend and the source of its binding. */
export const TFJS_NODE: Package = {
  name: '@tensorflow/tfjs-node-gpu',
  version: '4.22.0',
  integrity:
    'sha512-p//NN6DGiN4hInUmIkRffaFVMcdTREUMjPyjW04J7OXvB2zBlQimj61eFKSgRrH3f5TnOfKzb0n56he/B6a4bw==',
}

/** Headers of Node-API. */
export const NODE_API: Package = {
  name: 'node-api-headers',
  version: '1.9.0',
  integrity:
    'sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
}

/** The backend's dependency besides TensorFlow.js, which it shares with us. */
export const PROTOBUF: Package = {
  name: 'google-protobuf',
  version: '3.21.4',
  integrity:
    'sha512-MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ==',
}

/**
 * Unpacks an npm package to a folder, unless it is there. `npm pack` runs none of its scripts: its
 * install script would download a TensorFlow of 2022.
 */
export async function fetchPackage(
  { name, version, integrity }: Package,
  place: string,
  signal?: AbortSignal,
): Promise<void> {
  const manifest = join(place, 'package.json')
  if (existsSync(manifest)) {
    const there = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
    if (there.version === version) return
  }
  const folder = `${place}.part`
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const packed = ['pack', `${name}@${version}`, '--json', '--ignore-scripts', '--loglevel=error']
  const printed = await runCommand('npm', packed, { folder, signal })
  const [{ filename }] = JSON.parse(printed) as [{ filename: string }]
  const archive = join(folder, filename)
  await assertIntegrity(archive, { name, version, integrity })
  await runCommand('tar', ['-xzf', archive, '-C', folder], { signal })
  await rm(place, { recursive: true, force: true })
  await mkdir(dirname(place), { recursive: true })
  await rename(join(folder, 'package'), place)
  await rm(folder, { recursive: true })
}

async function assertIntegrity(
  archive: string,
  { name, version, integrity }: Package,
): Promise<void> {
  const digest = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')
  if (`sha512-${digest}` === integrity) return
  throw new UserError(
    `${name} ${version} differs from the published package (sha512-${digest}): ask the operator of your npm registry`,
  )
}
