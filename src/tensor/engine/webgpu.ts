import * as tf from '@tensorflow/tfjs'
import { loadFirst, type Opened, require } from './backend.js'
import { readAtOnce } from './webgpu-read.js'

interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>
}

interface Adapter {
  readonly info: { readonly architecture: string; readonly description: string }
}

/** Dawn under Node. Refuses software adapters, which are slower than wasm, unless told not to. */
export async function openWebgpu({ allowSoftware = false } = {}): Promise<Opened> {
  const asked = { powerPreference: 'high-performance' } as const // as the backend asks
  const adapter = await startDawn().requestAdapter(asked)
  if (!adapter) throw new Error('there is no WebGPU adapter')
  const { architecture, description } = adapter.info
  if (architecture === 'software' && !allowSoftware) throw new Error('its only adapter is software')
  loadFirst(['@tensorflow/tfjs-backend-webgpu'])
  if (!(await tf.setBackend('webgpu'))) throw new Error('the adapter gives no device')
  await readAtOnce()
  return { backend: 'webgpu', version: tf.version.tfjs, device: description, threads: 1 }
}

let started: Gpu | undefined

/**
 * The WebGPU of Dawn, where TensorFlow.js looks for a browser's. Once a process: a device whose
 * Dawn has been collected brings the process down.
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
