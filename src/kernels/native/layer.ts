import * as tf from '@tensorflow/tfjs'

export type Inputs = Readonly<Record<string, tf.TensorInfo>>
export type Attributes = Readonly<Record<string, number>>

/** The arguments of one call of a C++ layer. */
export interface Call {
  readonly tensors: readonly tf.TensorInfo[]
  /** Shapes of the outputs, in their order. */
  readonly outputs: readonly (readonly number[])[]
  readonly sizes: readonly number[]
  readonly numbers?: readonly number[]
}

/** Turns a kernel's inputs and attributes into the call of a C++ layer. */
export type Layer = (inputs: Inputs, attributes: Attributes) => Call

/** Layers by their name in `FUSED`. */
export type Layers = Readonly<Record<string, Layer>>

export function sizeOf({ shape }: tf.TensorInfo): number {
  return tf.util.sizeFromShape(shape)
}
