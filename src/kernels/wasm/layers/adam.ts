import { CLIP_EPSILON, FUSED } from '../../fused.js'
import { type Kernel, type Kernels, sizeOf } from '../kernel.js'

/** Parameters `p0 …` and gradients `g0 …` in the order of the moments' parts. */
const adamW: Kernel = ({ side, at, make }, inputs, attributes) => {
  const { count, clipNorm, beta1, beta2, rate, root, epsilon } = attributes
  const keep = attributes.keep as unknown as readonly number[] // as adamW in optim.ts passes it
  const indices = Array.from({ length: count }, (_, i) => i)
  let squares = 0
  for (const i of indices)
    squares += side.sumOfSquares(at(inputs[`g${i}`]), sizeOf(inputs[`g${i}`]))
  const clip = Math.min(1, clipNorm / (Math.sqrt(squares) + CLIP_EPSILON))
  const [mean, square] = [make(inputs.mean.shape), make(inputs.square.shape)]
  let offset = 0
  const updated = indices.map((i) => {
    const [p, g] = [inputs[`p${i}`], inputs[`g${i}`]]
    const next = make(p.shape)
    const moments = [inputs.mean, inputs.square].map((moment) => at(moment) + offset)
    const results = [at(next), at(mean) + offset, at(square) + offset]
    const numbers = [clip, beta1, beta2, keep[i], rate, root, epsilon]
    side.adamW(sizeOf(p), at(p), at(g), ...moments, ...results, ...numbers)
    offset += 4 * sizeOf(p)
    return next
  })
  return [mean, square, ...updated]
}

export const adamKernels: Kernels = {
  [FUSED.adamW]: adamW,
}
