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
