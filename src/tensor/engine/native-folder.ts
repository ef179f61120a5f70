import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { nativeLayers } from '../../kernels/kernels.js'

/** The record that `residua engine install` writes last. */
export interface NativeRecord {
  /** Version of the JavaScript package, `4.22.0`. */
  readonly tfjs: string
  /** Folder of libtensorflow, which the binding is linked against. */
  readonly library: string
  /** Whether that TensorFlow was built for CUDA. */
  readonly cuda: boolean
  readonly compiler: string
  /** Digest of everything the binding was compiled from; where it differs, it is compiled again. */
  readonly sources: string
  /** Names of the fused layers that the binding is linked with, in their order. */
  readonly layers: readonly string[]
}

/** Paths of the parts of a native engine. */
export function enginePaths(folder: string) {
  return {
    record: join(folder, 'engine.json'),
    binding: join(folder, 'tfjs_binding.node'),
    /** The JavaScript package, `@tensorflow/tfjs-node-gpu`. */
    package: join(folder, 'package'),
    modules: join(folder, 'node_modules'),
    headers: join(folder, 'node-api-headers'),
    /** libtensorflow and its headers, from a wheel or from pip. */
    library: join(folder, 'library'),
    downloads: join(folder, 'downloads'),
  } as const
}

/** The record of the engine in a folder; null where no install has finished. */
export function nativeRecord(folder: string): NativeRecord | null {
  const { record, binding } = enginePaths(folder)
  if (!existsSync(record) || !existsSync(binding)) return null
  return JSON.parse(readFileSync(record, 'utf8')) as NativeRecord // as the install wrote it
}

/** Whether the binding is linked with exactly this version's layers, which are called by their index. */
export function hasCurrentLayers({ layers }: NativeRecord): boolean {
  return layers?.join() === nativeLayers.join() // records of earlier versions have none
}

/** Packages shared with this program: each copy would have its own tensors and kernels. */
const SHARED = ['@tensorflow/tfjs', '@tensorflow/tfjs-core'] as const

/**
 * A `require` that resolves from the engine's package, with this program's TensorFlow.js linked into its
 * node_modules. A link to another place, as in a folder copied from elsewhere, is replaced.
 */
export function engineRequire(folder: string): NodeJS.Require {
  const { modules, package: home } = enginePaths(folder)
  const near = createRequire(
    createRequire(import.meta.url).resolve('@tensorflow/tfjs/package.json'),
  )
  for (const name of SHARED) {
    link(join(modules, name), dirname(near.resolve(`${name}/package.json`)))
  }
  return createRequire(join(home, 'package.json'))
}

function link(place: string, target: string): void {
  if (existsSync(place) && realpathSync(place) === realpathSync(target)) return
  mkdirSync(dirname(place), { recursive: true })
  const fresh = `${place}.${process.pid}-${threadId}`
  symlinkSync(target, fresh, 'junction')
  renameSync(fresh, place)
}
