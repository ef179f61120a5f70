import * as tf from '@tensorflow/tfjs'
import type { Heap } from './heap.js'
import type { Replacement } from './replacement.js'

const FLOAT_BYTES = 4

/** Whole rows of a float32 matrix; other gathers go to the shipped kernel. */
const gather: Replacement = ({ side, at, make }, parameters, shipped) => {
  const { x, indices } = parameters.inputs as Readonly<Record<string, tf.TensorInfo>>
  const { axis, batchDims } = parameters.attrs as { axis: number; batchDims: number }
  const isRows = x.shape.length === 2 && axis === 0 && batchDims === 0
  if (!isRows || x.dtype !== 'float32' || indices.dtype !== 'int32') {
    return shipped(parameters) as tf.TensorInfo
  }
  const [, columns] = x.shape
  const taken = make([...indices.shape, columns])
  side.takeRows(tf.util.sizeFromShape(indices.shape), columns, at(x), at(indices), at(taken))
  return taken
}

/** A slice along one axis; others go to the shipped kernel. */
const slice: Replacement = (heap, parameters, shipped) => {
  const x = parameters.inputs.x as tf.TensorInfo
  const attributes = parameters.attrs as { begin: number | number[]; size: number | number[] }
  const [begin, size] = tf.slice_util.parseSliceParams(
    x as tf.Tensor, // reads its shape alone
    attributes.begin,
    attributes.size,
  )
  const cut = x.shape.flatMap((length, axis) => (size[axis] === length ? [] : [axis]))
  if (x.dtype !== 'float32' || cut.length > 1) return shipped(parameters) as tf.TensorInfo
  const axis = cut[0] ?? 0
  return part(heap, x, { axis, begin: begin[axis] ?? 0, shape: size })
}

const splitV: Replacement = (heap, parameters, shipped) => {
  const x = parameters.inputs.x as tf.TensorInfo
  const attributes = parameters.attrs as { numOrSizeSplits: number | number[]; axis: number }
  if (x.dtype !== 'float32') return shipped(parameters)
  const axis = tf.util.parseAxisParam(attributes.axis, x.shape)[0]
  const sizes = tf.backend_util.prepareSplitSize(
    x as tf.Tensor, // reads its shape alone
    attributes.numOrSizeSplits,
    axis,
  )
  let begin = 0
  return sizes.map((length) => {
    const taken = part(heap, x, { axis, begin, shape: replaced(x.shape, axis, length) })
    begin += length
    return taken
  })
}

const unpack: Replacement = (heap, parameters, shipped) => {
  const value = parameters.inputs.value as tf.TensorInfo
  const attributes = parameters.attrs as { axis: number }
  if (value.dtype !== 'float32') return shipped(parameters)
  const axis = tf.util.parseAxisParam(attributes.axis, value.shape)[0]
  const shape = value.shape.filter((_, i) => i !== axis)
  return Array.from({ length: value.shape[axis] }, (_, begin) => {
    const { dataId, dtype } = part(heap, value, {
      axis,
      begin,
      shape: replaced(value.shape, axis, 1),
    })
    return { dataId, dtype, shape }
  })
}

interface Part {
  readonly axis: number
  readonly begin: number
  /** Of the part: that of the whole but for the axis. */
  readonly shape: number[]
}

/** The part of a tensor between two places of one axis. */
function part({ side, at, make }: Heap, x: tf.TensorInfo, { axis, begin, shape }: Part) {
  const taken = make(shape)
  const outer = tf.util.sizeFromShape(shape.slice(0, axis))
  const inner = tf.util.sizeFromShape(shape.slice(axis + 1)) * FLOAT_BYTES
  const [stride, bytes] = [(x.shape[axis] ?? 1) * inner, (shape[axis] ?? 1) * inner]
  side.takeBlocks(outer, bytes, at(x) + begin * inner, stride, at(taken))
  return taken
}

function replaced(shape: readonly number[], axis: number, length: number): number[] {
  return shape.map((whole, i) => (i === axis ? length : whole))
}

export const copyReplacements: Readonly<Record<string, Replacement>> = {
  GatherV2: gather,
  Slice: slice,
  SplitV: splitV,
  Unpack: unpack,
}
