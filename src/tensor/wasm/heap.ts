import * as tf from '@tensorflow/tfjs'
import type { SideModule, WasmMemory } from './side-module.js'

/** The parts of TensorFlow.js's wasm backend that kernels of our own need. */
export interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WasmMemory }
    _malloc(bytes: number): number
    _free(address: number): void
  }
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } }
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo
}

/** Where kernels find tensors, results and scratch in the heap. */
export interface Heap {
  readonly side: SideModule
  /** The address of a tensor's values. */
  at(tensor: tf.TensorInfo): number
  /** A new float32 tensor, its values undefined. */
  make(shape: readonly number[]): tf.TensorInfo
  /** At least so many bytes, until the next call. */
  scratch(bytes: number): number
}

export function createHeap(backend: WasmBackend, side: SideModule): Heap {
  let [held, size] = [0, 0]
  return {
    side,
    at: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    make: (shape) => backend.makeOutput(shape, 'float32'),
    scratch(bytes) {
      if (bytes <= size) return held
      if (held !== 0) backend.wasm._free(held)
      ;[held, size] = [0, 0]
      held = backend.wasm._malloc(bytes) >>> 0
      size = bytes
      return held
    },
  }
}
