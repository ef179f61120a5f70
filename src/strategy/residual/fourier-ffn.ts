import { z } from 'zod'
import { setting } from '../../lib/settings.js'
import { type FourierFfnParams, fourierFfn } from '../../policy/fourier-ffn.js'
import { trainedBy } from './trained-on-residuals.js'

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

/** The Fourier + FFN of "Deep Learning Statistical Arbitrage", trained with costs. */
export const fourierFfnOn = trainedBy<z.output<z.ZodObject<typeof settings>>, FourierFfnParams>({
  settings,
  network: fourierFfn,
})
