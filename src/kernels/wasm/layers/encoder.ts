import { FUSED } from '../../fused.js'
import type { Attributes, Inputs, Kernel, Kernels } from '../kernel.js'

/** Inputs with a gradient, in the order of assembly/encoder.ts. */
const PLACES = [
  ...['x', 'firstScale', 'firstShift', 'query', 'queryBias', 'key', 'value', 'valueBias'],
  ...['output', 'outputBias', 'secondScale', 'secondShift', 'up', 'upBias', 'down', 'downBias'],
]

/** The block's tokens, and what their gradient needs. */
const encoder: Kernel = (heap, inputs, attributes) => {
  const { side, at, make, scratch } = heap
  const sizes = sizesOf(inputs, attributes)
  const [y, kept] = [make(inputs.x.shape), make([side.encoderKept(...sizes)])]
  const work = scratch(side.encoderScratch(...sizes))
  const list = heap.list(PLACES.map((name) => at(inputs[name])))
  const mask = inputs.mask ? at(inputs.mask) : 0
  side.encoderForward(...sizes, attributes.epsilon, list, mask, at(y), at(kept), work)
  return [y, kept]
}

const encoderGradient: Kernel = (heap, inputs, attributes) => {
  const { side, at, make, scratch } = heap
  const sizes = sizesOf(inputs, attributes)
  const gradients = PLACES.map((name) => make(inputs[name].shape))
  const work = scratch(side.encoderScratch(...sizes))
  const list = heap.list([...PLACES.map((name) => at(inputs[name])), ...gradients.map(at)])
  const toGradients = list + 4 * PLACES.length
  side.encoderBackward(...sizes, list, at(inputs.kept), at(inputs.dy), toGradients, work)
  return gradients
}

/** Sequences, tokens of each, heads, width of a token, width between the products of the feed-forward part. */
function sizesOf({ x, up }: Inputs, { sequences, steps, heads }: Attributes): number[] {
  return [sequences, steps, heads, x.shape[1], up.shape[1]]
}

export const encoderKernels: Kernels = {
  [FUSED.encoder]: encoder,
  [FUSED.encoderGradient]: encoderGradient,
}
