import type * as tf from '@tensorflow/tfjs'
import type { Heap } from './heap.js'

/** A kernel in the place of one that TensorFlow.js ships, which is passed for the cases that it leaves. */
export type Replacement = (
  heap: Heap,
  parameters: Parameters<tf.KernelFunc>[0],
  shipped: tf.KernelFunc,
) => tf.TensorInfo | tf.TensorInfo[]
