import { FUSED } from '../../fused.js'
import { type Kernel, type Kernels, sizeOf } from '../kernel.js'

const dropout: Kernel = (
  { side, at, make, scratch },
  _,
  { rows, columns, hi, lo, threshold, kept },
) => {
  const mask = make([rows, columns])
  side.dropout(hi, lo, rows * columns, threshold, kept, at(mask), scratch(32))
  return mask
}

/** Values written by the caller where they stay. */
const filled: Kernel = ({ make, view }, _, attributes) => {
  const { shape, fill } = attributes as unknown as FilledAttributes // as filled.ts passes them
  const tensor = make(shape)
  const values = view(tensor)
  values.fill(0)
  fill(values)
  return tensor
}

interface FilledAttributes {
  readonly shape: readonly number[]
  readonly fill: (values: Float32Array) => void
}

const gelu: Kernel = ({ side, at, make, scratch }, { x }) => {
  const y = make(x.shape)
  side.gelu(sizeOf(x), at(x), at(y), scratch(16))
  return y
}

const geluGradient: Kernel = ({ side, at, make, scratch }, { dy, x }) => {
  const dx = make(x.shape)
  side.geluBack(sizeOf(x), at(x), at(dy), at(dx), scratch(16))
  return dx
}

export const elementwiseKernels: Kernels = {
  [FUSED.dropout]: dropout,
  [FUSED.filled]: filled,
  [FUSED.gelu]: gelu,
  [FUSED.geluGradient]: geluGradient,
}
