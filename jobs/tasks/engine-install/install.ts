import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { nativeLayers } from '../../../src/kernels/kernels.js'
import { toError, UserError } from '../../../src/lib/errors.js'
import type { EngineInfo } from '../../../src/results.js'
import {
  enginePaths,
  type NativeRecord,
  nativeRecord,
} from '../../../src/tensor/engine/native-folder.js'
import { compileBinding, sourcesOf } from './compile.js'
import { tensorflowLibrary } from './library.js'
import { fetchPackage, NODE_API, PROTOBUF, TFJS_NODE } from './packages.js'
import { findTools, type Tools } from './tools.js'

export interface InstallOptions {
  /** Folder in which the engine is built. */
  readonly folder: string
  readonly gpu: boolean
  readonly from?: string
  readonly compiler?: string
  /** Whether to skip the trial, where an image is built on a machine without its GPU. */
  readonly untried?: boolean
  readonly threads: number
  readonly signal?: AbortSignal
  readonly onStep: (step: number, label: string) => void
  readonly onProgress: (fraction: number) => void
}

export interface Installed {
  readonly record: NativeRecord
  readonly tools: Tools
  /** Null where the trial was skipped. */
  readonly engine: EngineInfo | null
  /** Whether the binding was built before, from the same sources. */
  readonly kept: boolean
}

export const INSTALL_STEPS = 5
const GIB = 2 ** 30
/** Disk space of the library, its wheel and a margin; with CUDA, of what pip installs. */
const NEEDED = { cpu: 2 * GIB, gpu: 10 * GIB } as const

/**
 * Builds TensorFlow's native engine in a folder. Each step keeps what an earlier call finished, so
 * that a call after an interruption continues it.
 */
export async function installEngine(options: InstallOptions): Promise<Installed> {
  const { folder, gpu, from, signal, onStep, onProgress } = options
  const parts = enginePaths(folder)
  await mkdir(folder, { recursive: true })
  onStep(1, 'checking compiler, glibc and disk')
  const tools = await findTools(options)
  if (from === undefined) await assertDisk(folder, NEEDED[gpu ? 'gpu' : 'cpu'])
  onStep(2, `TensorFlow${gpu ? ' with CUDA' : ''}`)
  const library = await tensorflowLibrary({ tools, places: parts, gpu, from, onProgress, signal })
  onStep(3, `${TFJS_NODE.name} ${TFJS_NODE.version}, without its install script`)
  await fetchPackage(TFJS_NODE, parts.package, signal)
  await fetchPackage(NODE_API, parts.headers, signal)
  await fetchPackage(PROTOBUF, join(parts.modules, PROTOBUF.name), signal)
  onStep(4, `compiling with ${tools.compiler.version}`)
  const compilation = { tools, library: library.folder, places: parts, signal }
  const sources = await sourcesOf(compilation)
  const before = nativeRecord(folder)
  const kept = before?.sources === sources
  const record: NativeRecord = {
    tfjs: TFJS_NODE.version,
    library: library.folder,
    cuda: library.cuda,
    compiler: tools.compiler.version,
    sources,
    layers: nativeLayers,
  }
  if (!kept) {
    await rm(parts.record, { force: true })
    await compileBinding(compilation)
    await writeFile(parts.record, `${JSON.stringify(record, null, 2)}\n`)
  }
  onStep(5, options.untried ? 'not tried' : 'opening it and training a little')
  const engine = options.untried ? null : await openInstalled(options)
  return { record, tools, engine, kept }
}

async function assertDisk(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= needed) return
  throw new UserError(
    `${dirname(folder)} has ${((bavail * bsize) / GIB).toFixed(1)} GiB free and the engine needs ${needed / GIB}: free some, ` +
      'or set RESIDUA_ENGINE_HOME to a folder on another disk',
  )
}

/** Opens the engine; with `gpu` it is an error if it would train on the CPU. */
async function openInstalled({ folder, gpu, threads }: InstallOptions): Promise<EngineInfo> {
  const { openEngine } = await import('../../../src/tensor/engine/engine.js')
  const name = gpu ? 'tfjs-node-gpu' : 'tfjs-node'
  try {
    return await openEngine(name, { folder, threads })
  } catch (cause) {
    if (!gpu) await rm(enginePaths(folder).record, { force: true }) // auto must not try it again
    throw new UserError(
      `it was built, but ${toError(cause).message}${gpu ? '; nvidia-smi must list a GPU (driver 525 or newer; in a container, --gpus all)' : ''}`,
      { cause },
    )
  }
}
