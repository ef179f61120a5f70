import { z } from 'zod'
import { setting } from '../../lib/settings.js'
import { count, PAPER, UNPUBLISHED } from '../../training/settings.js'
import { MEASURED, windowSetting } from './settings.js'

const DEFAULT_OF_PYTORCH = 'default of PyTorch; not published'

/** The network and the loss of FactorVAE. */
export const factorVaeSettings = {
  ...windowSetting,
  hidden: setting(count(1, 512).default(32), {
    description: 'width of a stock’s embedding, H; 64 costs 3.4 times as much with 32 factors',
    source: `${UNPUBLISHED} ${MEASURED}`,
  }),
  factorCount: setting(count(1, 256).default(16), {
    description: 'K; never above a quarter of the median universe of the train range',
    source: `${UNPUBLISHED} ${MEASURED}; 8 to 96 in other implementations`,
  }),
  portfolioCount: setting(count(1, 1024).default(64), {
    description:
      'M, portfolios from which the posterior reads the returns; never above the median universe',
    source: `${UNPUBLISHED} ${MEASURED}; 64 to 128 in other implementations`,
  }),
  guidance: setting(z.boolean().default(true), {
    description:
      'a posterior that sees the returns guides the prior; without it the prior learns by its own likelihood, and no factors are published',
    source: `${PAPER}, whose ablation is false`,
  }),
  klWeight: setting(z.number().min(0).max(1e4).default(1), {
    description:
      'of `Σ_k KL / N` beside the mean likelihood of the N stocks of a date; 1 is the evidence lower bound, N lets the posterior collapse onto the prior',
    source: `${UNPUBLISHED} ${MEASURED}`,
  }),
  priorWeight: setting(z.number().min(0).max(1e4).default(1), {
    description: 'of the likelihood of the prior’s own prediction',
    source: `${MEASURED}; paper: 0`,
  }),
  leakySlope: setting(z.number().min(0).max(1).default(0.01), {
    description: 'slope of LeakyReLU below 0',
    source: DEFAULT_OF_PYTORCH,
  }),
  sigmaFloor: setting(z.number().positive().max(1).default(1e-6), {
    description: 'added to each standard deviation, in the unit of the label',
    source: 'house: softplus underflows to 0 in single precision',
  }),
}

export type FactorVaeSettings = z.output<z.ZodObject<typeof factorVaeSettings>>
