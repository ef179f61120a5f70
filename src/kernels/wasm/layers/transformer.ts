import { FUSED } from '../../fused.js'
import type { Kernel, Kernels } from '../kernel.js'

const FLOAT_BYTES = 4

const dense: Kernel = ({ side, at, make, scratch }, { x, weight, bias }) => {
  const [rows, inputs] = x.shape
  const [, outputs] = weight.shape
  const y = make([rows, outputs])
  const work = scratch(side.matMulScratch(rows, outputs))
  const left = [at(x), inputs * FLOAT_BYTES, FLOAT_BYTES]
  const right = [at(weight), outputs * FLOAT_BYTES, FLOAT_BYTES]
  side.matMul(rows, outputs, inputs, ...left, ...right, at(y), work)
  side.addToRows(rows, outputs, at(bias), at(y))
  return y
}

/** The normalised rows, and what their gradient needs of each. */
const layerNorm: Kernel = ({ side, at, make }, { x, scale, shift }, { epsilon }) => {
  const [rows, width] = x.shape
  const results = [make([rows, width]), make([rows, 2])]
  side.layerNormForward(rows, width, at(x), at(scale), at(shift), epsilon, ...results.map(at))
  return results
}

const layerNormGradient: Kernel = ({ side, at, make, scratch }, { dy, x, scale, moments }) => {
  const [rows, width] = x.shape
  const gradients = [make([rows, width]), make([width]), make([width])]
  const places = [x, scale, moments, dy, ...gradients].map(at)
  side.layerNormBackward(rows, width, ...places, scratch(side.layerNormScratch(width)))
  return gradients
}

/** The mixed values, and the weights of each head for the gradient. */
const heads: Kernel = (heap, inputs, attributes) => {
  const { side, at, make, scratch } = heap
  const sizes = sizesOf(inputs.queries.shape[1], attributes)
  const [sequences, queries, keys, count, width] = sizes
  const out = make(inputs.queries.shape)
  const weights = make([side.headsKept(sequences, count, queries, keys)])
  const mask = inputs.mask ? at(inputs.mask) : 0
  const places = [inputs.queries, inputs.keys, inputs.values].map(at)
  const work = scratch(side.headsScratch(queries, keys, width))
  side.headsForward(...sizes, ...places, mask, at(out), at(weights), work)
  return [out, weights]
}

const headsGradient: Kernel = (
  { side, at, make, scratch },
  { dy, queries, keys, values, weights },
  attributes,
) => {
  const sizes = sizesOf(queries.shape[1], attributes)
  const gradients = [queries, keys, values].map(({ shape }) => make(shape))
  const places = [queries, keys, values, weights, dy, ...gradients].map(at)
  const work = scratch(side.headsScratch(sizes[1], sizes[2], sizes[4]))
  side.headsBackward(...sizes, ...places, work)
  return gradients
}

/** Sequences, queries, keys, heads, width of a head. */
function sizesOf(
  width: number,
  { sequences, queries, keys, heads: count }: Readonly<Record<string, number>>,
): [number, number, number, number, number] {
  return [sequences, queries, keys, count, width / count]
}

export const transformerKernels: Kernels = {
  [FUSED.dense]: dense,
  [FUSED.heads]: heads,
  [FUSED.headsGradient]: headsGradient,
  [FUSED.layerNorm]: layerNorm,
  [FUSED.layerNormGradient]: layerNormGradient,
}
