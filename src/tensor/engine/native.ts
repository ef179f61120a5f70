import * as tf from '@tensorflow/tfjs'
import { registerNativeKernels } from '../../kernels/native/kernels.js'
import { cpuModel, loadFirst, type Opened, require } from './backend.js'
import { engineParts, nativeRecord, requireOfEngine } from './folder.js'

/** The backend of tfjs-node, as far as it is asked. */
export interface NativeBackend {
  readonly isUsingGpuDevice: boolean
  readonly binding: { readonly TF_Version?: string }
}

interface Engine {
  readonly NodeJSKernelBackend: new (binding: object, packageName: string) => tf.KernelBackend
}

export interface NativeOptions {
  /** Where `residua engine install` builds. */
  readonly folder: string | undefined
  /** Packages to try where it has built nothing. */
  readonly packages: readonly string[]
  readonly gpu: boolean
  readonly threads: number
}

export const BACKEND = 'tensorflow'

/** The TensorFlow C library. It trains on the CPU without a word where it finds no GPU: ask. */
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
  if (!isUsingGpuDevice) registerNativeKernels()
  return {
    backend: BACKEND,
    version: binding.TF_Version ?? tf.version.tfjs,
    device: isUsingGpuDevice ? 'CUDA GPU' : cpuModel(),
    threads,
  }
}

function whyNoGpu(cuda: boolean | undefined): string {
  return cuda === false
    ? 'its TensorFlow was built without CUDA'
    : 'TensorFlow finds no usable GPU and would train on the CPU'
}

/** Where nothing was built, a package that its own script has given a library. */
function loadInstalled(packages: readonly string[], folder: string | undefined): void {
  try {
    loadFirst(packages)
  } catch (cause) {
    if (folder === undefined) throw cause
    throw new Error(`none is built in ${folder}`, { cause })
  }
}

/** Registers the backend that `residua engine install` built, once a thread. */
function loadBuilt(folder: string): void {
  if (tf.findBackend(BACKEND)) return
  const { binding } = engineParts(folder)
  try {
    const load = requireOfEngine(folder)
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
