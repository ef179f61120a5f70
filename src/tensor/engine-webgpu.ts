import * as tf from '@tensorflow/tfjs'
import { loadFirst, type Opened, require } from './engine-backend.js'

interface Gpu {
  requestAdapter(): Promise<{ info: { architecture: string; vendor: string } } | null>
}

/** Dawn under Node. Refuses software adapters: they are slower than wasm. */
export async function openWebgpu(): Promise<Opened> {
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
