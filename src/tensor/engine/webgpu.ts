import * as tf from '@tensorflow/tfjs'
import type { Opened } from './opened.js'
import { loadFirst, require } from './packages.js'
import { installDataSync } from './webgpu-data-sync.js'

interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>
}

interface Adapter {
  readonly info: { readonly architecture: string; readonly description: string }
}

/** WebGPU by Dawn under Node. Refuses software adapters, which are slower than wasm, by default. */
export async function openWebgpu({ allowSoftware = false } = {}): Promise<Opened> {
  const request = { powerPreference: 'high-performance' } as const // the same as the backend's
  const adapter = await startDawn().requestAdapter(request)
  if (!adapter) throw new Error('there is no WebGPU adapter')
  const { architecture, description } = adapter.info
  if (architecture === 'software' && !allowSoftware) throw new Error('its only adapter is software')
  loadFirst(['@tensorflow/tfjs-backend-webgpu'])
  if (!(await tf.setBackend('webgpu'))) throw new Error('the adapter returns no device')
  await installDataSync()
  return { backend: 'webgpu', version: tf.version.tfjs, device: description, threads: 1 }
}

let started: Gpu | undefined

/**
 * Starts Dawn and puts its WebGPU where TensorFlow.js looks for a browser's. Once a process, and kept:
 * the process crashes when a device outlives its Dawn instance.
 */
function startDawn(): Gpu {
  if (started) return started
  loadFirst(['webgpu'])
  const { create, globals } = require('webgpu') as {
    create(options: readonly string[]): Gpu
    globals: object
  }
  Object.assign(globalThis, globals)
  const gpu = create([])
  started = gpu
  const navigator = Reflect.get(globalThis, 'navigator') ?? {} // Node 20 has none
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true })
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  return gpu
}
