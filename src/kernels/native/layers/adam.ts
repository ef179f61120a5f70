import { CLIP_EPSILON, FUSED } from '../../fused.js'
import { type Layer, type Layers, sizeOf } from '../layer.js'

/** Parameters `p0 …` and gradients `g0 …` in the order of the moments' parts. */
const adamW: Layer = (inputs, attributes) => {
  const { count, clipNorm, beta1, beta2, rate, root, epsilon } = attributes
  const keep = attributes.keep as unknown as readonly number[] // as adamW in optim.ts passes it
  const named = (prefix: string) => Array.from({ length: count }, (_, i) => inputs[`${prefix}${i}`])
  const [params, { mean, square }] = [named('p'), inputs]
  const clip = Number.isFinite(clipNorm) ? clipNorm : 0
  return {
    tensors: [...params, ...named('g'), mean, square],
    outputs: [mean.shape, square.shape, ...params.map(({ shape }) => shape)],
    sizes: [count, ...params.map(sizeOf)],
    numbers: [clip, CLIP_EPSILON, beta1, beta2, rate, root, epsilon, ...keep],
  }
}

export const adamLayers: Layers = {
  [FUSED.adamW]: adamW,
}
