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
      'Factors that attend to firm characteristics and a long-convolution policy on their residuals, trained together on the net Sharpe ratio.',
    kind: 'TRAINED',
    hasFactors: true,
    hasResiduals: true,
  },
  {
    name: 'pca-ou',
    title: 'PCA + Ornstein-Uhlenbeck',
    description:
      'Residuals of rolling principal components, traded when their Ornstein-Uhlenbeck score crosses a threshold.',
    kind: 'BASELINE',
    hasFactors: true,
    hasResiduals: true,
  },
  {
    name: 'pca-longconv',
    title: 'PCA + LongConv',
    description:
      'Residuals of rolling principal components, traded by a long-convolution policy that is trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    hasFactors: true,
    hasResiduals: true,
  },
  {
    name: 'ff-longconv',
    title: 'Fama-French + LongConv',
    description:
      'Residuals of Fama-French factors, traded with the factor portfolios as hedges by a long-convolution policy that is trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    hasFactors: true,
    hasResiduals: true,
  },
  {
    name: 'ff-ou',
    title: 'Fama-French + Ornstein-Uhlenbeck',
    description:
      'Residuals of Fama-French factors, traded with the factor portfolios as hedges when their Ornstein-Uhlenbeck score crosses a threshold.',
    kind: 'BASELINE',
    hasFactors: true,
    hasResiduals: true,
  },
  {
    name: 'pca-cnn-transformer',
    title: 'PCA + CNN-Transformer',
    description:
      'Residuals of rolling principal components, traded by a convolutional network and a transformer, trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    hasFactors: true,
    hasResiduals: true,
  },
  {
    name: 'pca-fourier-ffn',
    title: 'PCA + Fourier FFN',
    description:
      'Residuals of rolling principal components, traded by a small network on their Fourier transform, trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    hasFactors: true,
    hasResiduals: true,
  },
  {
    name: 'ff-cnn-transformer',
    title: 'Fama-French + CNN-Transformer',
    description:
      'Residuals of Fama-French factors, traded with the factor portfolios as hedges by a convolutional network and a transformer, trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    hasFactors: true,
    hasResiduals: true,
  },
  {
    name: 'ff-fourier-ffn',
    title: 'Fama-French + Fourier FFN',
    description:
      'Residuals of Fama-French factors, traded with the factor portfolios as hedges by a small network on their Fourier transform, trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    hasFactors: true,
    hasResiduals: true,
  },
  ...[1, 5, 21].map(
    (days): StrategyRecord => ({
      name: `reversal-${days}`,
      title: `${days}-day reversal`,
      description: `Each asset against its return of the last ${days === 1 ? 'date' : `${days} dates`}, less the mean over the universe or the sector.`,
      kind: 'BASELINE',
      hasFactors: false,
      hasResiduals: false,
    }),
  ),
  {
    name: 'equal-weight',
    title: 'Equal-weight market',
    description:
      'The universe of each date in equal parts: the market that everything is held against.',
    kind: 'BASELINE',
    hasFactors: false,
    hasResiduals: false,
  },
]
