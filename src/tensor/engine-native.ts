import { availableParallelism } from 'node:os'
import * as tf from '@tensorflow/tfjs'
import { cpuModel, loadFirst, type Opened, require } from './engine-backend.js'

interface NativeBackend {
  readonly isUsingGpuDevice: boolean
  readonly binding: { readonly TF_Version?: string }
}

/** The TensorFlow C library. It trains on the CPU without a word where it finds no GPU: ask. */
export async function openNative(
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

/** tfjs-node calls two functions that Node 23 removed from `util`. */
function restoreOldUtil(): void {
  const util = require('node:util') as Record<string, unknown>
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
  util.isArray ??= Array.isArray
}
