import { FUSED } from '../../fused.js'
import type { Layer, Layers } from '../layer.js'

const project: Layer = ({ weights, gram, vectors }) => {
  const [days, factors, n] = weights.shape
  const [steps] = vectors.shape
  return {
    tensors: [weights, gram, vectors],
    outputs: [vectors.shape, [steps, factors]],
    sizes: [days, steps, factors, n],
  }
}

const projectGradient: Layer = ({ dy, weights, gram, residuals, shares }) => {
  const [days, factors, n] = weights.shape
  return {
    tensors: [dy, weights, gram, residuals, shares],
    outputs: [weights.shape, residuals.shape],
    sizes: [days, residuals.shape[0], factors, n],
  }
}

export const projectionLayers: Layers = {
  [FUSED.project]: project,
  [FUSED.projectGradient]: projectGradient,
}
