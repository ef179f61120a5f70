import { FUSED } from '../../fused.js'
import type { Attributes, Inputs, Layer, Layers } from '../layer.js'

function measured({ books, returns, residuals, present, market }: Inputs, attributes: Attributes) {
  const { tradingCost, shortCost, explainedVarianceWeight, hedged } = attributes
  const [steps, n] = books.shape
  return {
    tensors: [books, returns, residuals, present, market],
    sizes: [steps, n, residuals.shape[0] - steps, hedged],
    numbers: [tradingCost, shortCost, explainedVarianceWeight],
  }
}

const blockMeasures: Layer = (inputs, attributes) => ({
  ...measured(inputs, attributes),
  outputs: [[5]],
})

const blockMeasuresGradient: Layer = (inputs, attributes) => {
  const call = measured(inputs, attributes)
  const { dy, books, residuals } = inputs
  return { ...call, tensors: [dy, ...call.tensors], outputs: [books.shape, residuals.shape] }
}

const normalise: Layer = ({ weights }, { epsilon }) => ({
  tensors: [weights],
  outputs: [weights.shape],
  sizes: weights.shape,
  numbers: [epsilon],
})

const normaliseGradient: Layer = ({ dy, weights, books }, { epsilon }) => ({
  tensors: [dy, weights, books],
  outputs: [weights.shape],
  sizes: weights.shape,
  numbers: [epsilon],
})

export const portfolioLayers: Layers = {
  [FUSED.blockMeasures]: blockMeasures,
  [FUSED.blockMeasuresGradient]: blockMeasuresGradient,
  [FUSED.normalise]: normalise,
  [FUSED.normaliseGradient]: normaliseGradient,
}
