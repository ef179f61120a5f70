import { z } from 'zod'
import type { StrategyInfo } from '../../catalogue.js'
import { setting } from '../../lib/settings.js'
import { fourierFfn } from '../../policy/fourier-ffn.js'
import type { FactorSettings, GivenFactors } from './given-factors.js'
import { trainedOnResiduals } from './trained-on-residuals.js'

const DLSA = 'Deep Learning Statistical Arbitrage'

const settings = {
  dropout: setting(z.number().min(0).max(0.9).default(0.25), {
    description: 'share of hidden units dropped in training',
    source: DLSA,
  }),
  inputScale: setting(z.number().positive().max(1e4).default(1), {
    description: 'a factor on the cumulative residuals that are transformed',
    source: DLSA,
  }),
}

type Settings = z.output<z.ZodObject<typeof settings>>

/** The Fourier + FFN of "Deep Learning Statistical Arbitrage", trained with costs. */
export function fourierFfnOn<F extends FactorSettings>(
  factors: GivenFactors<F>,
  info: StrategyInfo,
) {
  return trainedOnResiduals(factors, info, {
    settings,
    network: (config: Settings & { readonly lookback: number }) => fourierFfn(config),
  })
}
