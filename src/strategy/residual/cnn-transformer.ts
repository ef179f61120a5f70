import { z } from 'zod'
import { setting } from '../../lib/settings.js'
import { type CnnTransformerParams, cnnTransformer } from '../../policy/cnn-transformer.js'
import { trainedBy } from './trained-on-residuals.js'

/** Its input norm hides level and scale of a window, so there is none to set. */
const settings = {
  dropout: setting(z.number().min(0).max(0.9).default(0.25), {
    description: 'share of attention weights and channels dropped in training',
    source: 'Deep Learning Statistical Arbitrage',
  }),
}

/** The CNN-Transformer of "Deep Learning Statistical Arbitrage", trained with costs. */
export const cnnTransformerOn = trainedBy<
  z.output<z.ZodObject<typeof settings>>,
  CnnTransformerParams
>({
  settings,
  network: cnnTransformer,
})
