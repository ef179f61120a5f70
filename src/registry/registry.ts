import { UserError } from '../lib/errors.js'
import {
  ATTENTION_LONGCONV,
  EQUAL_WEIGHT,
  FF_CNN_TRANSFORMER,
  FF_FOURIER_FFN,
  FF_LONGCONV,
  FF_OU,
  PCA_CNN_TRANSFORMER,
  PCA_FOURIER_FFN,
  PCA_LONGCONV,
  PCA_OU,
  REVERSAL_DAYS,
  reversalInfo,
} from '../strategy/catalogue.js'
import type { Strategy, StrategyInfo } from '../strategy/strategy.js'

export interface StrategyEntry extends StrategyInfo {
  /** Loaded when asked for: only strategies that need TensorFlow bring it in. */
  readonly load: () => Promise<Strategy>
}

export const strategies: readonly StrategyEntry[] = [
  {
    ...ATTENTION_LONGCONV,
    load: async () =>
      (await import('../strategy/attention/attention-longconv.js')).attentionLongConv,
  },
  { ...PCA_OU, load: async () => (await import('../strategy/residual/pca-ou.js')).pcaOu },
  {
    ...PCA_LONGCONV,
    load: async () => (await import('../strategy/residual/pca-longconv.js')).pcaLongConv,
  },
  {
    ...FF_LONGCONV,
    load: async () => (await import('../strategy/residual/ff-longconv.js')).ffLongConv,
  },
  { ...FF_OU, load: async () => (await import('../strategy/residual/ff-ou.js')).ffOu },
  {
    ...PCA_CNN_TRANSFORMER,
    load: async () =>
      (await import('../strategy/residual/pca-cnn-transformer.js')).pcaCnnTransformer,
  },
  {
    ...PCA_FOURIER_FFN,
    load: async () => (await import('../strategy/residual/pca-fourier-ffn.js')).pcaFourierFfn,
  },
  {
    ...FF_CNN_TRANSFORMER,
    load: async () => (await import('../strategy/residual/ff-cnn-transformer.js')).ffCnnTransformer,
  },
  {
    ...FF_FOURIER_FFN,
    load: async () => (await import('../strategy/residual/ff-fourier-ffn.js')).ffFourierFfn,
  },
  ...REVERSAL_DAYS.map((days) => ({
    ...reversalInfo(days),
    load: async () => (await import('../strategy/baseline/reversal.js')).reversals[days],
  })),
  {
    ...EQUAL_WEIGHT,
    load: async () => (await import('../strategy/baseline/equal-weight.js')).equalWeight,
  },
]

/** The strategy of that name; a UserError lists the names there are. */
export function strategyByName(name: string): Promise<Strategy> {
  const entry = strategies.find((strategy) => strategy.name === name)
  if (entry) return entry.load()
  const names = strategies.map((strategy) => strategy.name).join(', ')
  return Promise.reject(new UserError(`unknown strategy "${name}"; there are: ${names}`))
}
