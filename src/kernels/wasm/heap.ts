import * as tf from '@tensorflow/tfjs'
import type { SideModule, WasmMemory } from './side-module.js'

/** The parts of TensorFlow.js's wasm backend that kernels of our own need. */
export interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WasmMemory }
    readonly HEAPU8: Uint8Array
    _malloc(bytes: number): number
    _free(address: number): void
  }
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } }
  incRef(dataId: object): void
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo
}

/** Where kernels find tensors, results and scratch in the heap. */
export interface Heap {
  readonly side: SideModule
  /** The address of a tensor's values. */
  at(tensor: tf.TensorInfo): number
  /** A new float32 tensor, its values undefined. */
  make(shape: readonly number[]): tf.TensorInfo
  /** The same values as another tensor, of its shape, not copied. */
  share(tensor: tf.TensorInfo): tf.TensorInfo
  /** The values themselves, until the heap grows. */
  view(tensor: tf.TensorInfo): Float32Array
  /** At least so many bytes, until the next call. */
  scratch(bytes: number): number
}

export function createHeap(backend: WasmBackend, side: SideModule): Heap {
  let [held, size] = [0, 0]
  const at = ({ dataId }: tf.TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset
  side.init(backend.wasm._malloc(side.CONSTANT_BYTES.value) >>> 0)
  return {
    side,
    at,
    make: (shape) => backend.makeOutput(shape, 'float32'),
    share({ dataId, shape, dtype }) {
      backend.incRef(dataId)
      return { dataId, shape, dtype }
    },
    view: (tensor) =>
      new Float32Array(backend.wasm.HEAPU8.buffer, at(tensor), tf.util.sizeFromShape(tensor.shape)),
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
