import * as tf from '@tensorflow/tfjs'
import { copyReplacements } from './copies.js'
import type { Heap } from './heap.js'
import { batchMatMul } from './matmul.js'
import type { Replacement } from './replacement.js'

const DOUBLE_BYTES = 8

/**
 * Replaces kernels of TensorFlow.js's wasm backend. Its BatchMatMul multiplies transposed matrices in a
 * scalar loop, its Slice copies the whole
 * tensor first, its GatherV2 finds the place of each number by itself, its Identity and its Cast to the same
 * type copy, its Sum adds in float32, and its Tanh and Sigmoid call libm for each number.
 */
export function replaceKernels(heap: Heap): void {
  for (const [kernelName, replacement] of Object.entries(REPLACEMENTS)) {
    const shipped = tf.getKernel(kernelName, 'wasm')
    tf.unregisterKernel(kernelName, 'wasm')
    tf.registerKernel({
      ...shipped,
      kernelFunc: (parameters) => replacement(heap, parameters, shipped.kernelFunc),
    })
  }
}

const product: Replacement = (heap, { inputs, attrs }) =>
  batchMatMul(
    heap,
    inputs as Readonly<Record<string, tf.TensorInfo>>,
    attrs as Readonly<Record<string, unknown>>,
  )

const identity: Replacement = ({ share }, { inputs }) => share(inputs.x as tf.TensorInfo)

const cast: Replacement = ({ share }, parameters, shipped) => {
  const x = parameters.inputs.x as tf.TensorInfo
  if (x.dtype === parameters.attrs?.dtype) return share(x)
  return shipped(parameters) as tf.TensorInfo
}

/** Sums over consecutive axes in double; other axes go to the shipped kernel. */
const sum: Replacement = ({ side, at, make, scratch }, parameters, shipped) => {
  const x = parameters.inputs.x as tf.TensorInfo
  const { axis, keepDims } = parameters.attrs as { axis: number | number[]; keepDims?: boolean }
  const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b)
  const [first, last] = [axes[0] ?? 0, axes[axes.length - 1] ?? -1]
  if (x.dtype !== 'float32' || last - first + 1 !== axes.length) {
    return shipped(parameters) as tf.TensorInfo
  }
  const lengths = (from: number, until: number) => tf.util.sizeFromShape(x.shape.slice(from, until))
  const shape = x.shape.flatMap((length, i) =>
    i < first || i > last ? [length] : keepDims ? [1] : [],
  )
  const total = make(shape)
  const sizes = [lengths(0, first), lengths(first, last + 1), lengths(last + 1, x.shape.length)]
  side.sum(...sizes, at(x), 1, at(total), scratch(DOUBLE_BYTES * sizes[2]))
  return total
}

/** `b σ(a x) + c` */
function bySigmoid(a: number, b: number, c: number): Replacement {
  return ({ side, at, make, scratch }, parameters, shipped) => {
    const x = parameters.inputs.x as tf.TensorInfo
    if (x.dtype !== 'float32') return shipped(parameters) as tf.TensorInfo
    const y = make(x.shape)
    side.sigmoid(tf.util.sizeFromShape(x.shape), at(x), a, b, c, at(y), scratch(16))
    return y
  }
}

const REPLACEMENTS: Readonly<Record<string, Replacement>> = {
  ...copyReplacements,
  BatchMatMul: product,
  Cast: cast,
  Identity: identity,
  Sigmoid: bySigmoid(1, 1, 0),
  Sum: sum,
  Tanh: bySigmoid(2, 2, -1),
}
