import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'

/** What `residua engine install` wrote when it was done. */
export interface NativeRecord {
  /** Of the JavaScript package, `4.22.0`. */
  readonly tfjs: string
  /** Folder of libtensorflow, which the binding is linked to. */
  readonly library: string
  /** Whether that TensorFlow was built for CUDA. */
  readonly cuda: boolean
  readonly compiler: string
  /** Of everything that the binding was compiled from: another one is built anew. */
  readonly sources: string
}

/** Where the parts of a native engine lie. */
export function engineParts(folder: string) {
  return {
    record: join(folder, 'engine.json'),
    binding: join(folder, 'tfjs_binding.node'),
    /** The JavaScript package, `@tensorflow/tfjs-node-gpu`. */
    package: join(folder, 'package'),
    modules: join(folder, 'node_modules'),
    headers: join(folder, 'node-api-headers'),
    /** libtensorflow and its headers, of a wheel or of pip. */
    library: join(folder, 'library'),
    downloads: join(folder, 'downloads'),
  } as const
}

/** The record of the engine in a folder; null where none was finished. */
export function nativeRecord(folder: string): NativeRecord | null {
  const { record, binding } = engineParts(folder)
  if (!existsSync(record) || !existsSync(binding)) return null
  return JSON.parse(readFileSync(record, 'utf8')) as NativeRecord // as the install wrote it
}

/** What the package shares with us: two copies would each have tensors and kernels of their own. */
const SHARED = ['@tensorflow/tfjs', '@tensorflow/tfjs-core'] as const

/**
 * A `require` for the engine's package, in which TensorFlow.js is ours. By links, as package managers
 * make them, mended where the folder has come from elsewhere.
 */
export function requireOfEngine(folder: string): NodeJS.Require {
  const { modules, package: home } = engineParts(folder)
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
