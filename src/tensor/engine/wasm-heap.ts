import * as tf from '@tensorflow/tfjs'
import { UserError } from '../../lib/errors.js'

interface WasmBackend {
  readonly wasm: {
    readonly asm: { malloc(bytes: number): number }
    readonly HEAPU8: Uint8Array
    _malloc(bytes: number): number
  }
}

const MAX_WASM_BYTES = 2 ** 32 - 2 ** 20

/**
 * Makes allocation throw when the wasm heap is full. Above 4 GB the allocator returns 0, and TensorFlow.js
 * would write at address 0, over the allocator's records. `_malloc` becomes a property with an empty
 * setter because the module's first allocation assigns `_malloc` anew.
 */
export function guardHeap(): void {
  const { wasm } = tf.backend() as unknown as WasmBackend
  const { malloc } = wasm.asm
  const guarded = (bytes: number): number => {
    const address = bytes < MAX_WASM_BYTES ? malloc(bytes) : 0 // a larger size would overflow 32 bits
    if (address !== 0 || bytes === 0) return address
    const heap = Math.round(wasm.HEAPU8.length / 2 ** 20)
    throw new UserError(
      `the wasm heap is full: ${bytes} bytes requested, ${heap} of 4096 MiB in use. One block has to fit: ` +
        'use a smaller blockDays or factorCount, or the native engine (residua engine install)',
    )
  }
  Object.defineProperty(wasm, '_malloc', { configurable: true, get: () => guarded, set() {} })
}
