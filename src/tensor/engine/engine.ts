import * as tf from '@tensorflow/tfjs'
import { toError, UserError } from '../../lib/errors.js'
import type { EngineInfo } from '../../results.js'
import { openCpu } from './cpu.js'
import { openNative } from './native.js'
import type { Opened } from './opened.js'
import { selfTest } from './self-test.js'
import { openWasm } from './wasm.js'
import { guardHeap } from './wasm-heap.js'
import { openWebgpu } from './webgpu.js'

const ENGINE_NAMES = ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'wasm', 'cpu'] as const
export type EngineName = (typeof ENGINE_NAMES)[number]

export interface EngineProbe {
  readonly name: EngineName
  readonly available: boolean
  /** The device, or why the engine is not available. */
  readonly reason: string
}

/** Fastest first. webgpu only by name: it was not measured on a real card. */
const AUTO_ORDER: readonly EngineName[] = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu']

const REMEDY: Readonly<Record<EngineName, string>> = {
  'tfjs-node-gpu': 'on a machine with an NVIDIA GPU, `residua engine install --gpu` builds it',
  'tfjs-node': '`residua engine install` builds it',
  webgpu:
    'install a Vulkan driver and npm i --no-save webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0',
  wasm: 'reinstall the dependencies with npm ci',
  cpu: 'reinstall the dependencies with npm ci',
}

export interface EngineOptions {
  /** The folder of `residua engine install`; without it, installed packages alone are tried. */
  readonly folder?: string
  /** Threads of the native engine: TF_NUM_INTRAOP_THREADS when the process started. */
  readonly threads?: number
}

const GPU_PACKAGE = '@tensorflow/tfjs-node-gpu'

const OPENERS: Readonly<Record<EngineName, (options: EngineOptions) => Promise<Opened>>> = {
  'tfjs-node-gpu': ({ folder, threads = 1 }) =>
    openNative({ folder, packages: [GPU_PACKAGE], gpu: true, threads }),
  'tfjs-node': ({ folder, threads = 1 }) =>
    openNative({ folder, packages: ['@tensorflow/tfjs-node', GPU_PACKAGE], gpu: false, threads }),
  webgpu: () => openWebgpu(),
  wasm: openWasm,
  cpu: openCpu,
}

/**
 * Makes an engine TensorFlow.js's current backend, after its self-test. `auto` opens the first engine
 * that passes; a named engine passes or throws.
 */
export async function openEngine(
  name: EngineName | 'auto',
  options: EngineOptions = {},
): Promise<EngineInfo> {
  tf.enableProdMode() // suppresses the cpu backend's banner
  if (name !== 'auto') return openNamed(name, options)
  const reasons: string[] = []
  for (const candidate of AUTO_ORDER) {
    try {
      return await open(candidate, options)
    } catch (thrown) {
      reasons.push(`${candidate}: ${toError(thrown).message}`)
    }
  }
  throw new UserError(`no engine works here (${reasons.join('; ')}); ${REMEDY.cpu}`)
}

/** Tries every engine in turn; the one that was open before is open again afterwards. */
export async function probeEngines(options: EngineOptions = {}): Promise<EngineProbe[]> {
  tf.enableProdMode()
  const before = tf.engine().backendName
  const probes: EngineProbe[] = []
  for (const name of ENGINE_NAMES) {
    try {
      const { device } = await open(name, options)
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

async function openNamed(name: EngineName, options: EngineOptions): Promise<EngineInfo> {
  try {
    return await open(name, options)
  } catch (cause) {
    throw new UserError(
      `engine ${name} is not available: ${toError(cause).message}; ${REMEDY[name]}, or use --engine auto`,
      { cause },
    )
  }
}

async function open(name: EngineName, options: EngineOptions): Promise<EngineInfo> {
  const { backend, version, device, threads } = await OPENERS[name](options)
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend did not start`)
  await tf.ready()
  if (backend === 'wasm') guardHeap()
  selfTest()
  return { name, version, device, threads, node: process.versions.node }
}
