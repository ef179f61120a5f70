import { FUSED } from '../../fused.js'
import type { Heap } from '../heap.js'
import type { Attributes, Inputs, Kernel, Kernels } from '../kernel.js'

const normalise: Kernel = ({ side, at, make }, { weights }, { epsilon }) => {
  const [rows, n] = weights.shape
  const books = make([rows, n])
  side.normalise(rows, n, at(weights), epsilon, at(books))
  return books
}

const normaliseGradient: Kernel = ({ side, at, make }, { dy, weights, books }, { epsilon }) => {
  const [rows, n] = weights.shape
  const gradient = make([rows, n])
  side.normaliseBack(rows, n, at(weights), at(books), at(dy), epsilon, at(gradient))
  return gradient
}

const blockMeasures: Kernel = ({ side, at, make, scratch }, inputs, attributes) => {
  const [steps, n] = inputs.books.shape
  const numbers = make([5])
  const work = scratch(side.measuresScratch(steps, n))
  side.measuresForward(...measured(at, inputs, attributes), at(numbers), work)
  return numbers
}

const blockMeasuresGradient: Kernel = (heap, inputs, attributes) => {
  const { side, at, make, scratch } = heap
  const { books, residuals, dy } = inputs
  const [steps, n] = books.shape
  const gradients = [make(books.shape), make(residuals.shape)]
  const before = (residuals.shape[0] - steps) * n
  heap.view(gradients[1]).fill(0, 0, before)
  const work = scratch(side.measuresScratch(steps, n))
  const places = [at(dy), at(gradients[0]), at(gradients[1]) + 4 * before]
  side.measuresBackward(...measured(at, inputs, attributes), ...places, work)
  return gradients
}

/** Sizes, places and costs; of returns and residuals the last dates count. */
function measured(
  at: Heap['at'],
  { books, returns, residuals, present, market }: Inputs,
  { tradingCost, shortCost, explainedVarianceWeight, hedged }: Attributes,
): number[] {
  const [steps, n] = books.shape
  const before = 4 * (residuals.shape[0] - steps) * n
  const places = [at(books), at(returns) + before, at(residuals) + before, at(present), at(market)]
  const costs = [tradingCost, shortCost, explainedVarianceWeight]
  return [steps, n, ...places, ...costs, hedged]
}

export const portfolioKernels: Kernels = {
  [FUSED.normalise]: normalise,
  [FUSED.normaliseGradient]: normaliseGradient,
  [FUSED.blockMeasures]: blockMeasures,
  [FUSED.blockMeasuresGradient]: blockMeasuresGradient,
}
