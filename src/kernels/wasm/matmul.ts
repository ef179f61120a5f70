import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs'
import type { Heap } from './heap.js'

const FLOAT_BYTES = 4

/**
 * `op(A) op(B)` for each pair of a batch, `op` the identity or the transpose; batch dimensions broadcast.
 * Matrices are read by their strides, so a transpose needs no copy.
 */
export function batchMatMul(
  { side, at, make, scratch }: Heap,
  { a, b }: Readonly<Record<string, TensorInfo>>,
  { transposeA, transposeB }: Readonly<Record<string, unknown>>,
): TensorInfo {
  const left = matrixOf(a, transposeA === true)
  const right = matrixOf(b, transposeB === true)
  util.assert(
    left.columns === right.rows && a.dtype === 'float32' && b.dtype === 'float32',
    () => `no product of ${a.dtype} [${a.shape}] and ${b.dtype} [${b.shape}]`,
  )
  const outer = broadcast_util.assertAndGetBroadcastShape(left.batch, right.batch)
  const product = make([...outer, left.rows, right.columns])
  const work = scratch(side.matMulScratch(left.rows, right.columns))
  const stride = left.rows * right.columns * FLOAT_BYTES
  const count = util.sizeFromShape(outer)
  for (let i = 0; i < count; i++) {
    side.matMul(
      left.rows,
      right.columns,
      left.columns,
      at(a) + left.size * indexIn(left.batch, outer, i),
      left.rowStride,
      left.columnStride,
      at(b) + right.size * indexIn(right.batch, outer, i),
      right.rowStride,
      right.columnStride,
      at(product) + stride * i,
      work,
    )
  }
  return product
}

interface Matrix {
  readonly batch: number[]
  readonly rows: number
  readonly columns: number
  readonly rowStride: number
  readonly columnStride: number
  /** Bytes of one matrix. */
  readonly size: number
}

function matrixOf({ shape }: TensorInfo, transposed: boolean): Matrix {
  const [height, width] = shape.slice(-2)
  const [row, column] = [width * FLOAT_BYTES, FLOAT_BYTES]
  const turned = transposed
    ? { rows: width, columns: height, rowStride: column, columnStride: row }
    : { rows: height, columns: width, rowStride: row, columnStride: column }
  return { batch: shape.slice(0, -2), size: height * row, ...turned }
}

/** Index, within its own batch, of the matrix at position i of the broadcast batch. */
function indexIn(batch: readonly number[], outer: readonly number[], i: number): number {
  let [index, stride, rest] = [0, 1, i]
  for (let axis = 1; axis <= outer.length; axis++) {
    const place = rest % outer[outer.length - axis]
    rest = Math.floor(rest / outer[outer.length - axis])
    const length = batch[batch.length - axis] ?? 1
    if (length > 1) index += place * stride
    stride *= length
  }
  return index
}
