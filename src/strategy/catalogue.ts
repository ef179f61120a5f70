import type { StrategyInfo } from './strategy.js'

export const ATTENTION_LONGCONV: StrategyInfo = {
  name: 'attention-longconv',
  title: 'Attention Factors + LongConv',
  description:
    'Factors that attend to firm characteristics and a long-convolution policy on their residuals, trained together on the net Sharpe ratio.',
  kind: 'TRAINED',
  hasFactors: true,
  hasResiduals: true,
}

export const PCA_OU: StrategyInfo = {
  name: 'pca-ou',
  title: 'PCA + Ornstein-Uhlenbeck',
  description:
    'Residuals of rolling principal components, traded when their Ornstein-Uhlenbeck score crosses a threshold.',
  kind: 'BASELINE',
  hasFactors: true,
  hasResiduals: true,
}

export const PCA_LONGCONV: StrategyInfo = {
  name: 'pca-longconv',
  title: 'PCA + LongConv',
  description:
    'Residuals of rolling principal components, traded by a long-convolution policy that is trained on the net Sharpe ratio.',
  kind: 'TRAINED',
  hasFactors: true,
  hasResiduals: true,
}

export const FF_LONGCONV: StrategyInfo = {
  name: 'ff-longconv',
  title: 'Fama-French + LongConv',
  description:
    'Residuals of Fama-French factors, traded with the factor portfolios as hedges by a long-convolution policy that is trained on the net Sharpe ratio.',
  kind: 'TRAINED',
  hasFactors: true,
  hasResiduals: true,
}

export const FF_OU: StrategyInfo = {
  name: 'ff-ou',
  title: 'Fama-French + Ornstein-Uhlenbeck',
  description:
    'Residuals of Fama-French factors, traded with the factor portfolios as hedges when their Ornstein-Uhlenbeck score crosses a threshold.',
  kind: 'BASELINE',
  hasFactors: true,
  hasResiduals: true,
}

export const PCA_CNN_TRANSFORMER: StrategyInfo = {
  name: 'pca-cnn-transformer',
  title: 'PCA + CNN-Transformer',
  description:
    'Residuals of rolling principal components, traded by a convolutional network and a transformer, trained on the net Sharpe ratio.',
  kind: 'TRAINED',
  hasFactors: true,
  hasResiduals: true,
}

export const PCA_FOURIER_FFN: StrategyInfo = {
  name: 'pca-fourier-ffn',
  title: 'PCA + Fourier FFN',
  description:
    'Residuals of rolling principal components, traded by a small network on their Fourier transform, trained on the net Sharpe ratio.',
  kind: 'TRAINED',
  hasFactors: true,
  hasResiduals: true,
}

export const FF_CNN_TRANSFORMER: StrategyInfo = {
  name: 'ff-cnn-transformer',
  title: 'Fama-French + CNN-Transformer',
  description:
    'Residuals of Fama-French factors, traded with the factor portfolios as hedges by a convolutional network and a transformer, trained on the net Sharpe ratio.',
  kind: 'TRAINED',
  hasFactors: true,
  hasResiduals: true,
}

export const FF_FOURIER_FFN: StrategyInfo = {
  name: 'ff-fourier-ffn',
  title: 'Fama-French + Fourier FFN',
  description:
    'Residuals of Fama-French factors, traded with the factor portfolios as hedges by a small network on their Fourier transform, trained on the net Sharpe ratio.',
  kind: 'TRAINED',
  hasFactors: true,
  hasResiduals: true,
}

/** Dates whose return a reversal bets against. */
export const REVERSAL_DAYS = [1, 5, 21] as const
export type ReversalDays = (typeof REVERSAL_DAYS)[number]

export function reversalInfo(days: ReversalDays): StrategyInfo {
  return {
    name: `reversal-${days}`,
    title: `${days}-day reversal`,
    description: `Each asset against its return of the last ${days === 1 ? 'date' : `${days} dates`}, less the mean over the universe or the sector.`,
    kind: 'BASELINE',
    hasFactors: false,
    hasResiduals: false,
  }
}

export const EQUAL_WEIGHT: StrategyInfo = {
  name: 'equal-weight',
  title: 'Equal-weight market',
  description:
    'The universe of each date in equal parts: the market that everything is held against.',
  kind: 'BASELINE',
  hasFactors: false,
  hasResiduals: false,
}
