import type { z } from 'zod'
import type { StrategyInfo } from '../../catalogue.js'
import { longConv } from '../../policy/trained-policy.js'
import { longConvSettings } from '../long-conv-settings.js'
import type { FactorSettings, GivenFactors } from './given-factors.js'
import { trainedOnResiduals } from './trained-on-residuals.js'

type Settings = z.output<z.ZodObject<typeof longConvSettings>>

/**
 * The long convolution of Attention Factors: what is left of it without the factors that attend to
 * characteristics.
 */
export function longConvOn<F extends FactorSettings>(factors: GivenFactors<F>, info: StrategyInfo) {
  return trainedOnResiduals(factors, info, {
    settings: longConvSettings,
    network: (settings: Settings & { readonly lookback: number }) => longConv(settings),
  })
}
