import * as tf from '@tensorflow/tfjs'
import { registerNativeKernels } from '../../kernels/kernels.js'
import { cpuModel } from './cpu.js'
import {
  enginePaths,
  engineRequire,
  hasCurrentLayers,
  type NativeRecord,
  nativeRecord,
} from './native-folder.js'
import type { Opened } from './opened.js'
import { loadFirst, require } from './packages.js'

/** The properties of the tfjs-node backend that are read here. */
interface NativeBackend {
  readonly isUsingGpuDevice: boolean
  readonly binding: { readonly TF_Version?: string }
}

interface Engine {
  readonly NodeJSKernelBackend: new (binding: object, packageName: string) => tf.KernelBackend
}

export interface NativeOptions {
  /** The folder of `residua engine install`. */
  readonly folder: string | undefined
  /** Packages to try where nothing is built in the folder. */
  readonly packages: readonly string[]
  readonly gpu: boolean
  readonly threads: number
}

const BACKEND = 'tensorflow'

/**
 * The TensorFlow C library. Throws where a GPU is required and TensorFlow finds none, as it would then
 * train on the CPU without a warning.
 */
export async function openNative({
  folder,
  packages,
  gpu,
  threads,
}: NativeOptions): Promise<Opened> {
  restoreOldUtil()
  const built = folder === undefined ? null : nativeRecord(folder)
  if (folder !== undefined && built) loadBuilt(folder)
  else loadInstalled(packages, folder)
  const backend = tf.findBackend(BACKEND) as unknown as NativeBackend
  const { isUsingGpuDevice, binding } = backend
  if (gpu && !isUsingGpuDevice) throw new Error(whyNoGpu(built?.cuda))
  if (built && !isUsingGpuDevice) registerLayers(built)
  return {
    backend: BACKEND,
    version: binding.TF_Version ?? tf.version.tfjs,
    device: isUsingGpuDevice ? 'CUDA GPU' : cpuModel(),
    threads,
  }
}

function registerLayers(record: NativeRecord): void {
  if (!hasCurrentLayers(record)) {
    throw new Error('it was built by another version of residua; run residua engine install again')
  }
  registerNativeKernels()
}

function whyNoGpu(cuda: boolean | undefined): string {
  return cuda === false
    ? 'its TensorFlow was built without CUDA'
    : 'TensorFlow finds no usable GPU and would train on the CPU'
}

/** Loads a package whose own install script has downloaded its library. */
function loadInstalled(packages: readonly string[], folder: string | undefined): void {
  try {
    loadFirst(packages)
  } catch (cause) {
    if (folder === undefined) throw cause
    throw new Error(`none is built in ${folder}`, { cause })
  }
}

/** Registers the backend that `residua engine install` built; once a thread. */
function loadBuilt(folder: string): void {
  if (tf.findBackend(BACKEND)) return
  const { binding } = enginePaths(folder)
  try {
    const load = engineRequire(folder)
    load('./dist/register_all_kernels.js')
    const { NodeJSKernelBackend } = load('./dist/nodejs_kernel_backend.js') as Engine
    const bound = load(binding) as object
    tf.registerBackend(BACKEND, () => new NodeJSKernelBackend(bound, '@tensorflow/tfjs-node-gpu'))
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n')
    throw new Error(`${binding} does not load: ${reason}`, { cause })
  }
}

/** tfjs-node calls two functions that Node 23 removed from `util`. */
function restoreOldUtil(): void {
  const util = require('node:util') as Record<string, unknown>
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
  util.isArray ??= Array.isArray
}
