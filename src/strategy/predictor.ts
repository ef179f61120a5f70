import type { MarketView } from '../data/source.js'
import type { Codes, LatentFactors, Predictions, TrainedCodebook } from '../results.js'
import type { Revealed } from './decider.js'
import type { Factors } from './factors.js'

/** Predicts the next returns of a date's universe, date after date. */
export interface Predictor {
  /** Factors behind its predictions; 0 where it has none. */
  readonly factorCount: number
  /** Latent factors of whose prior it predicts; none by default. */
  readonly latentCount?: number
  /** Codebooks of its codes, as training left them; none by default. */
  readonly codebooks?: readonly TrainedCodebook[]
  /** Whether each asset gets the same risk: the predictor knows none of each asset. False by default. */
  readonly hasOneRisk?: boolean
  predict(view: MarketView, universe: Int32Array): Predicted
  /** As in `Decider`: for what needs the returns, such as the posterior of a latent factor. */
  realise?(returns: Float64Array): Revealed
  dispose(): void
}

/** Over the universe of the view's `nextDate`, n assets in ascending column order. */
export interface Predicted {
  readonly predictions: Predictions
  readonly factors?: Pick<Factors, 'weights' | 'betas'>
  /** Prior, in the unit of the label. */
  readonly latents?: LatentFactors
  readonly codes?: Codes
}
