import { FUSED } from '../../fused.js'
import type { Kernel, Kernels } from '../kernel.js'

const project: Kernel = ({ side, at, make, scratch }, { weights, gram, vectors }) => {
  const [days, factors, n] = weights.shape
  const [steps] = vectors.shape
  const results = [make(vectors.shape), make([steps, factors])]
  const work = scratch(side.projectScratch(factors))
  const places = [weights, gram, vectors, ...results].map(at)
  side.projectForward(days, steps, factors, n, ...places, work)
  return results
}

const projectGradient: Kernel = ({ side, at, make, scratch }, inputs) => {
  const { dy, weights, gram, residuals, shares } = inputs
  const [days, factors, n] = weights.shape
  const [steps] = residuals.shape
  const gradients = [make(weights.shape), make(residuals.shape)]
  const work = scratch(side.projectScratch(factors))
  const places = [weights, gram, residuals, shares, dy, ...gradients].map(at)
  side.projectBackward(days, steps, factors, n, ...places, work)
  return gradients
}

export const projectionKernels: Kernels = {
  [FUSED.project]: project,
  [FUSED.projectGradient]: projectGradient,
}
