import * as tf from '@tensorflow/tfjs'
import type { Heap } from './heap.js'

export type Inputs = Readonly<Record<string, tf.TensorInfo>>
export type Attributes = Readonly<Record<string, number>>

/** A kernel of the wasm backend: allocates its results in the heap and calls the side module. */
export type Kernel = (
  heap: Heap,
  inputs: Inputs,
  attributes: Attributes,
) => tf.TensorInfo | tf.TensorInfo[]

/** Kernels by their name in `FUSED`. */
export type Kernels = Readonly<Record<string, Kernel>>

export function sizeOf({ shape }: tf.TensorInfo): number {
  return tf.util.sizeFromShape(shape)
}
