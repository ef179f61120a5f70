/** What is said of a strategy without loading it: the same words in `src/strategy`. */
export interface StrategyRecord {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly kind: 'TRAINED' | 'BASELINE' | 'PREDICTOR'
  readonly hasFactors: boolean
  readonly hasResiduals: boolean
}

export const DEFAULT_STRATEGY = 'attention-longconv'

export const STRATEGIES: readonly StrategyRecord[] = [
  {
    name: 'attention-longconv',
    title: 'Attention Factors + LongConv',
    description:
      'Long-only factors from firm characteristics by attention, and a long-convolution policy on ' +
      'their residuals, trained together for net Sharpe after costs.',
    kind: 'TRAINED',
    hasFactors: true,
    hasResiduals: true,
  },
  {
    name: 'pca-ou',
    title: 'PCA + Ornstein-Uhlenbeck',
    description:
      'Rolling principal components of returns, and a threshold rule on the mean reversion of ' +
      'their cumulated residuals.',
    kind: 'BASELINE',
    hasFactors: true,
    hasResiduals: true,
  },
]
