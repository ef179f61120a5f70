import { dirname, join, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { registerWasmKernels } from '../../kernels/kernels.js'
import { cpuModel } from './cpu.js'
import type { Opened } from './opened.js'
import { require } from './packages.js'

/** WebAssembly with the fused kernels, on one thread: the package's threads do not start under Node. */
export async function openWasm(): Promise<Opened> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  if (tf.findBackend('wasm') === null) {
    setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), sep))
    await withoutNewProcessListeners(() => tf.setBackend('wasm'))
  }
  const fused = simd && registerWasmKernels()
  const device = `${cpuModel()}${simd ? ', simd' : ''}${fused ? ', fused multiply-add' : ''}`
  // A fused multiply-add rounds once, not twice, so results are reproducible within a version only.
  const version = fused ? `${tf.version.tfjs}+fma` : tf.version.tfjs
  return { backend: 'wasm', version, device, threads: 1 }
}

/** Runs `start`, then removes the rethrowing listeners that emscripten added to the process. */
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
