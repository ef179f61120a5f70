import * as tf from '@tensorflow/tfjs'
import { toError, UserError } from '../lib/errors.js'
import type { EngineInfo } from '../results.js'
import { type Opened, openCpu } from './engine-backend.js'
import { selfTest } from './engine-check.js'
import { openNative } from './engine-native.js'
import { guardHeap, openWasm } from './engine-wasm.js'
import { openWebgpu } from './engine-webgpu.js'

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
  webgpu:
    'install a Vulkan driver and npm i --no-save webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0',
  wasm: 'reinstall the dependencies with npm ci',
  cpu: 'reinstall the dependencies with npm ci',
}

const OPENERS: Readonly<Record<EngineName, (threads: number) => Promise<Opened>>> = {
  'tfjs-node-gpu': (threads) => openNative(['@tensorflow/tfjs-node-gpu'], true, threads),
  'tfjs-node': (threads) =>
    openNative(['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'], false, threads),
  webgpu: () => openWebgpu(),
  wasm: openWasm,
  cpu: openCpu,
}

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
  selfTest()
  return { name, version, device, threads, node: process.versions.node }
}
