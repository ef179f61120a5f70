import { UserError } from './lib/errors.js'
import { didYouMean } from './lib/nearest-name.js'

type StrategyKind = 'TRAINED' | 'BASELINE' | 'PREDICTOR'

/** What a strategy publishes beside its books. */
export interface StrategyParts {
  readonly factors: boolean
  readonly residuals: boolean
  readonly predictions: boolean
  /** Distributions of latent factors before and after a date. */
  readonly latents: boolean
  readonly codebook: boolean
  readonly agents: boolean
  /** Other runs, of whose books its book is made, and their weights. */
  readonly components: boolean
}

/** The parts in words. */
export const PART_WORDS: Readonly<Record<keyof StrategyParts, string>> = {
  factors: 'factors',
  residuals: 'residuals',
  predictions: 'predictions',
  latents: 'latent factors',
  codebook: 'codebook',
  agents: 'agents',
  components: 'components',
}

/** What is known of a strategy without loading it. */
export interface StrategyInfo {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly kind: StrategyKind
  readonly has: StrategyParts
}

export const DEFAULT_STRATEGY = 'attention-longconv'

/** Factors, and the returns that they leave. */
const FACTORS_AND_RESIDUALS: StrategyParts = {
  factors: true,
  residuals: true,
  predictions: false,
  latents: false,
  codebook: false,
  agents: false,
  components: false,
}

const BOOKS_ALONE: StrategyParts = {
  factors: false,
  residuals: false,
  predictions: false,
  latents: false,
  codebook: false,
  agents: false,
  components: false,
}

const PREDICTIONS_ALONE: StrategyParts = { ...BOOKS_ALONE, predictions: true }

/** Every strategy, once, in the order in which they are listed. */
export const CATALOGUE: readonly StrategyInfo[] = [
  {
    name: 'attention-longconv',
    title: 'Attention Factors + LongConv',
    description:
      'Factors that attend to firm characteristics and a long-convolution policy on their residuals, trained together on the net Sharpe ratio.',
    kind: 'TRAINED',
    has: FACTORS_AND_RESIDUALS,
  },
  {
    name: 'pca-ou',
    title: 'PCA + Ornstein-Uhlenbeck',
    description:
      'Residuals of rolling principal components, traded when their Ornstein-Uhlenbeck score crosses a threshold.',
    kind: 'BASELINE',
    has: FACTORS_AND_RESIDUALS,
  },
  {
    name: 'pca-longconv',
    title: 'PCA + LongConv',
    description:
      'Residuals of rolling principal components, traded by a long-convolution policy that is trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    has: FACTORS_AND_RESIDUALS,
  },
  {
    name: 'ff-longconv',
    title: 'Fama-French + LongConv',
    description:
      'Residuals of Fama-French factors, traded with the factor portfolios as hedges by a long-convolution policy that is trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    has: FACTORS_AND_RESIDUALS,
  },
  {
    name: 'ff-ou',
    title: 'Fama-French + Ornstein-Uhlenbeck',
    description:
      'Residuals of Fama-French factors, traded with the factor portfolios as hedges when their Ornstein-Uhlenbeck score crosses a threshold.',
    kind: 'BASELINE',
    has: FACTORS_AND_RESIDUALS,
  },
  {
    name: 'pca-cnn-transformer',
    title: 'PCA + CNN-Transformer',
    description:
      'Residuals of rolling principal components, traded by a convolutional network and a transformer, trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    has: FACTORS_AND_RESIDUALS,
  },
  {
    name: 'pca-fourier-ffn',
    title: 'PCA + Fourier FFN',
    description:
      'Residuals of rolling principal components, traded by a small network on their Fourier transform, trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    has: FACTORS_AND_RESIDUALS,
  },
  {
    name: 'ff-cnn-transformer',
    title: 'Fama-French + CNN-Transformer',
    description:
      'Residuals of Fama-French factors, traded with the factor portfolios as hedges by a convolutional network and a transformer, trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    has: FACTORS_AND_RESIDUALS,
  },
  {
    name: 'ff-fourier-ffn',
    title: 'Fama-French + Fourier FFN',
    description:
      'Residuals of Fama-French factors, traded with the factor portfolios as hedges by a small network on their Fourier transform, trained on the net Sharpe ratio.',
    kind: 'TRAINED',
    has: FACTORS_AND_RESIDUALS,
  },
  ...[1, 5, 21].map(
    (days): StrategyInfo => ({
      name: `reversal-${days}`,
      title: `${days}-day reversal`,
      description: `Each asset against its return of the last ${days === 1 ? 'date' : `${days} dates`}, less the mean over the universe or the sector.`,
      kind: 'BASELINE',
      has: BOOKS_ALONE,
    }),
  ),
  {
    name: 'equal-weight',
    title: 'Equal-weight market',
    description:
      'The universe of each date in equal parts: the market that strategies are compared with.',
    kind: 'BASELINE',
    has: BOOKS_ALONE,
  },
  {
    name: 'factor-vae',
    title: 'FactorVAE',
    description:
      'Each asset’s next return with its risk, from latent factors whose prior is guided in training by a posterior that sees the returns; the best names are held.',
    kind: 'PREDICTOR',
    has: { ...PREDICTIONS_ALONE, factors: true, latents: true },
  },
  {
    name: 'storm',
    title: 'STORM',
    description:
      'Each asset’s next return with its risk, from factors that are the tokens of two quantised autoencoders, of each asset’s bars and of each date’s market; the best names are held.',
    kind: 'PREDICTOR',
    has: { ...PREDICTIONS_ALONE, latents: true, codebook: true },
  },
  {
    name: 'storm-agents',
    title: 'STORM + trading agents',
    description:
      'STORM’s frozen factors as the states of agents that each trade one asset: sell all, hold, or buy all; the assets that agents hold are held in equal parts.',
    kind: 'PREDICTOR',
    has: { ...PREDICTIONS_ALONE, latents: true, codebook: true, agents: true },
  },
  {
    name: 'ridge',
    title: 'Ridge regression',
    description:
      'Each asset’s next return by a linear regression on lagged characteristics; the best names are held.',
    kind: 'PREDICTOR',
    has: PREDICTIONS_ALONE,
  },
  {
    name: 'gru',
    title: 'GRU',
    description:
      'Each asset’s next return by a gated recurrent network on its characteristics; the best names are held.',
    kind: 'PREDICTOR',
    has: PREDICTIONS_ALONE,
  },
  {
    name: 'transformer',
    title: 'Transformer',
    description:
      'Each asset’s next return by a transformer on its characteristics; the best names are held.',
    kind: 'PREDICTOR',
    has: PREDICTIONS_ALONE,
  },
  {
    name: 'ca',
    title: 'Conditional autoencoder',
    description:
      'Each asset’s next return as its betas, a network of its characteristics, times the mean of latent factors; the best names are held.',
    kind: 'PREDICTOR',
    has: PREDICTIONS_ALONE,
  },
  {
    name: 'blend',
    title: 'Blend of runs',
    description:
      'The books of other runs as one book of its own, in equal parts, by inverse volatility, or fitted to their recent net returns.',
    kind: 'BASELINE',
    has: { ...BOOKS_ALONE, components: true },
  },
]

/** The strategy of that name; a UserError lists the names there are. */
export function strategyInfo(name: string): StrategyInfo {
  const info = CATALOGUE.find((strategy) => strategy.name === name)
  if (info) return info
  const names = CATALOGUE.map((strategy) => strategy.name)
  throw new UserError(
    `unknown strategy "${name}"; there are: ${names.join(', ')}${didYouMean(name, names)}`,
  )
}
