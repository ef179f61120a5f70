import { z } from 'zod'
import type { StrategyInfo } from '../../catalogue.js'
import { setting } from '../../lib/settings.js'
import { cnnTransformer } from '../../policy/cnn-transformer.js'
import type { FactorSettings, GivenFactors } from './given-factors.js'
import { trainedOnResiduals } from './trained-on-residuals.js'

/** Its input norm hides level and scale of a window, so there is none to set. */
const settings = {
  dropout: setting(z.number().min(0).max(0.9).default(0.25), {
    description: 'share of attention weights and channels dropped in training',
    source: 'Deep Learning Statistical Arbitrage',
  }),
}

type Settings = z.output<z.ZodObject<typeof settings>>

/** The CNN-Transformer of "Deep Learning Statistical Arbitrage", trained with costs. */
export function cnnTransformerOn<F extends FactorSettings>(
  factors: GivenFactors<F>,
  info: StrategyInfo,
) {
  return trainedOnResiduals(factors, info, {
    settings,
    network: (config: Settings & { readonly lookback: number }) => cnnTransformer(config),
  })
}
