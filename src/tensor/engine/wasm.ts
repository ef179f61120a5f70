import { dirname, join, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { registerWasmKernels } from '../../kernels/wasm/kernels.js'
import { UserError } from '../../lib/errors.js'
import { cpuModel, type Opened, require } from './backend.js'

/** One thread: the package's own threads do not start under Node. */
export async function openWasm(): Promise<Opened> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  if (tf.findBackend('wasm') === null) {
    setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), sep))
    await withoutNewProcessListeners(() => tf.setBackend('wasm'))
  }
  const fused = simd && registerWasmKernels()
  const device = `${cpuModel()}${simd ? ', simd' : ''}${fused ? ', fused multiply-add' : ''}`
  // one rounding fewer changes last bits: bit for bit holds within a version
  const version = fused ? `${tf.version.tfjs}+fma` : tf.version.tfjs
  return { backend: 'wasm', version, device, threads: 1 }
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
export function guardHeap(): void {
  const { wasm } = tf.backend() as unknown as WasmBackend
  const { malloc } = wasm.asm
  const guarded = (bytes: number): number => {
    const address = bytes < MAX_WASM_BYTES ? malloc(bytes) : 0 // more would wrap round 2³²
    if (address !== 0 || bytes === 0) return address
    const heap = Math.round(wasm.HEAPU8.length / 2 ** 20)
    throw new UserError(
      `the wasm heap is full: ${bytes} bytes asked, ${heap} of 4096 MiB in use. One block has to fit: ` +
        'take a smaller blockDays or factorCount, or the native engine (residua engine install)',
    )
  }
  Object.defineProperty(wasm, '_malloc', { configurable: true, get: () => guarded, set() {} })
}
