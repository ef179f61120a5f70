import { type StrategyInfo, strategyInfo } from '../../catalogue.js'
import type { Strategy } from '../strategy.js'
import type { GivenFactors } from './given-factors.js'

/** Loads a method; only trained methods import TensorFlow. */
type Load<Part> = () => Promise<Part>

const FACTORS: Readonly<Record<string, Load<GivenFactors>>> = {
  pca: async () => (await import('./pca.js')).pca,
  ff: async () => (await import('./fama-french.js')).famaFrench,
}

const POLICIES: Readonly<
  Record<string, Load<(factors: GivenFactors, info: StrategyInfo) => Strategy>>
> = {
  ou: async () => (await import('./ou.js')).ouOn,
  longconv: async () => (await import('./long-conv.js')).longConvOn,
  'cnn-transformer': async () => (await import('./cnn-transformer.js')).cnnTransformerOn,
  'fourier-ffn': async () => (await import('./fourier-ffn.js')).fourierFfnOn,
}

/** Every policy on the residuals of every factor model: `<factors>-<policy>`. */
export const residualMethods: Readonly<Record<string, Load<Strategy>>> = Object.fromEntries(
  Object.entries(FACTORS).flatMap(([factors, loadFactors]) =>
    Object.entries(POLICIES).map(([policy, loadPolicy]) => {
      const name = `${factors}-${policy}`
      return [name, async () => (await loadPolicy())(await loadFactors(), strategyInfo(name))]
    }),
  ),
)
