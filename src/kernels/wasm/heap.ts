import * as tf from '@tensorflow/tfjs'
import type { WasmMemory } from './module.js'
import type { SideModule } from './side-module.js'

/** The parts of TensorFlow.js's wasm backend that the fused kernels need. */
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

/** The addresses of tensors, results and scratch in the backend's heap. */
export interface Heap {
  readonly side: SideModule
  /** The address of a tensor's values. */
  at(tensor: tf.TensorInfo): number
  /** A new float32 tensor; its values are undefined. */
  make(shape: readonly number[]): tf.TensorInfo
  /** A tensor that shares the values and shape of another, without a copy. */
  share(tensor: tf.TensorInfo): tf.TensorInfo
  /** A view of the values, valid until the heap grows. */
  view(tensor: tf.TensorInfo): Float32Array
  /** The address of at least so many bytes, valid until the next call. */
  scratch(bytes: number): number
  /** The address of a list of at most 64 addresses, valid until the next call. */
  list(addresses: readonly number[]): number
}

const LIST_BYTES = 256

export function createHeap(backend: WasmBackend, side: SideModule): Heap {
  let [held, size] = [0, 0]
  const at = ({ dataId }: tf.TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset
  side.init(backend.wasm._malloc(side.CONSTANT_BYTES.value) >>> 0)
  const listed = backend.wasm._malloc(LIST_BYTES) >>> 0
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
    list(addresses) {
      new Uint32Array(backend.wasm.HEAPU8.buffer, listed, addresses.length).set(addresses)
      return listed
    },
  }
}
