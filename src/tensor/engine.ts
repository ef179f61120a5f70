import { createRequire } from 'node:module'
import { availableParallelism, cpus } from 'node:os'
import { dirname, join, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { toError, UserError } from '../lib/errors.js'
import type { EngineInfo } from '../results.js'
import { selfTest } from './engine-check.js'

export const ENGINE_NAMES = ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'wasm', 'cpu'] as const
export type EngineName = (typeof ENGINE_NAMES)[number]

export interface EngineProbe {
  readonly name: EngineName
  readonly available: boolean
  /** What it runs on, or why it cannot. */
  readonly reason: string
}

/** Fastest first. webgpu only when asked: it is unproven on a real card. */
const AUTO_ORDER: readonly EngineName[] = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu']

const REMEDY: Readonly<Record<EngineName, string>> = {
  'tfjs-node-gpu':
    'install @tensorflow/tfjs-node-gpu with its native library on a machine with a CUDA GPU',
  'tfjs-node': 'install @tensorflow/tfjs-node with its native library',
  webgpu: 'install the packages webgpu and @tensorflow/tfjs-backend-webgpu, and a hardware driver',
  wasm: 'reinstall the dependencies with npm ci',
  cpu: 'reinstall the dependencies with npm ci',
}

/** A backend that TensorFlow.js knows by now, and what it runs on. */
interface Opened {
  readonly backend: string
  readonly version: string
  readonly device: string
  readonly threads: number
}

const OPENERS: Readonly<Record<EngineName, (threads: number) => Promise<Opened>>> = {
  'tfjs-node-gpu': (threads) => openNative(['@tensorflow/tfjs-node-gpu'], true, threads),
  'tfjs-node': (threads) =>
    openNative(['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'], false, threads),
  webgpu: openWebgpu,
  wasm: openWasm,
  cpu: openCpu,
}

const require = createRequire(import.meta.url)

/**
 * Makes an engine TensorFlow.js's current backend, once it has passed its self-test. `auto` takes
 * the first that works; a named one works or throws.
 */
export async function openEngine(
  name: EngineName | 'auto',
  { threads = 1 }: { threads?: number } = {},
): Promise<EngineInfo> {
  tf.enableProdMode() // keeps the cpu backend's banner off the console
  if (name !== 'auto') return openNamed(name, threads)
  const reasons: string[] = []
  for (const candidate of AUTO_ORDER) {
    try {
      return await open(candidate, threads)
    } catch (thrown) {
      reasons.push(`${candidate}: ${toError(thrown).message}`)
    }
  }
  throw new UserError(`no engine works here (${reasons.join('; ')}); ${REMEDY.cpu}`)
}

/** Every engine tried in turn; the one that was open before stays open. */
export async function probeEngines(): Promise<EngineProbe[]> {
  tf.enableProdMode()
  const before = tf.engine().backendName
  const probes: EngineProbe[] = []
  for (const name of ENGINE_NAMES) {
    try {
      const { device } = await open(name, 1)
      probes.push({ name, available: true, reason: device })
    } catch (thrown) {
      probes.push({ name, available: false, reason: `not available: ${toError(thrown).message}` })
    }
  }
  if (before) await tf.setBackend(before)
  return probes
}

export function isEngineName(text: string): text is EngineName {
  return ENGINE_NAMES.some((name) => name === text)
}

async function openNamed(name: EngineName, threads: number): Promise<EngineInfo> {
  try {
    return await open(name, threads)
  } catch (cause) {
    throw new UserError(
      `engine ${name} is not available: ${toError(cause).message}; ${REMEDY[name]}, or use --engine auto`,
      { cause },
    )
  }
}

async function open(name: EngineName, wanted: number): Promise<EngineInfo> {
  const { backend, version, device, threads } = await OPENERS[name](wanted)
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend did not start`)
  await tf.ready()
  if (backend === 'wasm') guardHeap()
  await selfTest()
  return { name, version, device, threads, node: process.versions.node }
}

async function openCpu(): Promise<Opened> {
  return { backend: 'cpu', version: tf.version.tfjs, device: cpuModel(), threads: 1 }
}

/** One thread: the package's own threads do not start under Node. */
async function openWasm(): Promise<Opened> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  if (tf.findBackend('wasm') === null) {
    setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), sep))
    await withoutNewProcessListeners(() => tf.setBackend('wasm'))
  }
  const device = `${cpuModel()}${simd ? ', simd' : ''}`
  return { backend: 'wasm', version: tf.version.tfjs, device, threads: 1 }
}

interface NativeBackend {
  readonly isUsingGpuDevice: boolean
  readonly binding: { readonly TF_Version?: string }
}

/** The TensorFlow C library. It trains on the CPU without a word where it finds no GPU: ask. */
async function openNative(
  packages: readonly string[],
  gpu: boolean,
  threads: number,
): Promise<Opened> {
  restoreOldUtil()
  loadFirst(packages)
  const { isUsingGpuDevice, binding } = tf.findBackend('tensorflow') as unknown as NativeBackend
  if (gpu && !isUsingGpuDevice) throw new Error('TensorFlow finds no usable GPU')
  return {
    backend: 'tensorflow',
    version: binding.TF_Version ?? tf.version.tfjs,
    device: isUsingGpuDevice ? 'CUDA GPU' : cpuModel(),
    threads: Math.min(threads, availableParallelism()),
  }
}

function loadFirst(packages: readonly string[]): void {
  const reasons: string[] = []
  for (const name of packages) {
    try {
      require(name)
      return
    } catch (thrown) {
      reasons.push(loadFailure(name, toError(thrown)))
    }
  }
  throw new Error(reasons.join('; '))
}

function loadFailure(name: string, { message }: Error): string {
  if (message.includes(`Cannot find module '${name}'`)) return `${name} is not installed`
  if (message.includes('tfjs_binding.node'))
    return `${name} is installed without its native library`
  return `${name} does not load: ${message.split('\n')[0].trim()}`
}

/** tfjs-node calls two functions that Node 23 removed from `util`. */
function restoreOldUtil(): void {
  const util = require('node:util') as Record<string, unknown>
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
  util.isArray ??= Array.isArray
}

interface Gpu {
  requestAdapter(): Promise<{ info: { architecture: string; vendor: string } } | null>
}

/** Dawn under Node. Refuses software adapters: they are slower than wasm. */
async function openWebgpu(): Promise<Opened> {
  loadFirst(['webgpu'])
  const { create, globals } = require('webgpu') as {
    create(options: readonly string[]): Gpu
    globals: object
  }
  Object.assign(globalThis, globals)
  const gpu = create([])
  const adapter = await gpu.requestAdapter()
  if (!adapter) throw new Error('there is no WebGPU adapter')
  if (adapter.info.architecture === 'software') throw new Error('its only adapter is software')
  const navigator = Reflect.get(globalThis, 'navigator') ?? {} // Node 20 has none
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true })
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  loadFirst(['@tensorflow/tfjs-backend-webgpu'])
  const device = `${adapter.info.vendor} ${adapter.info.architecture}`.trim()
  return { backend: 'webgpu', version: tf.version.tfjs, device, threads: 1 }
}

function cpuModel(): string {
  return cpus()[0]?.model.trim() ?? 'unknown CPU'
}

/** Runs `start` and takes away the rethrowing listeners that emscripten hangs on the process. */
async function withoutNewProcessListeners<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = new Set<unknown>(events.flatMap((event) => process.rawListeners(event)))
  try {
    return await start()
  } finally {
    for (const event of events) {
      for (const listener of process.rawListeners(event)) {
        if (!before.has(listener)) process.removeListener(event, listener as () => void)
      }
    }
  }
}

interface WasmBackend {
  readonly wasm: {
    readonly asm: { malloc(bytes: number): number }
    readonly HEAPU8: Uint8Array
    _malloc(bytes: number): number
  }
}

const MAX_WASM_BYTES = 2 ** 32 - 2 ** 20

/**
 * Past 4 GB the wasm allocator answers 0 and TensorFlow.js writes there, over the allocator's own
 * records. With this it throws instead. A property, because the first call replaces `_malloc`.
 */
function guardHeap(): void {
  const { wasm } = tf.backend() as unknown as WasmBackend
  const { malloc } = wasm.asm
  const guarded = (bytes: number): number => {
    const address = bytes < MAX_WASM_BYTES ? malloc(bytes) : 0 // more would wrap round 2³²
    if (address !== 0 || bytes === 0) return address
    const heap = Math.round(wasm.HEAPU8.length / 2 ** 20)
    throw new Error(`the wasm heap is full: ${bytes} bytes asked, ${heap} MiB in use`)
  }
  Object.defineProperty(wasm, '_malloc', { configurable: true, get: () => guarded, set() {} })
}
