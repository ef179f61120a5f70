import { z } from 'zod'
import { setting } from '../../../lib/settings.js'
import { count } from '../../../training/settings.js'
import { MEASURED_STORM, weightSettings } from './weight-settings.js'

const PUBLISHED = 'paper, Zhao et al. 2024'

/** The network of STORM. */
const networkSettings = {
  patches: setting(count(1, 128).default(8), {
    description: 'patches of an asset’s window; with `patchDates` the dates that are read, W',
    source: 'house: 32 dates; paper: 16, which are 64 dates',
  }),
  patchDates: setting(count(1, 64).default(4), {
    description: 'dates of a patch',
    source: PUBLISHED,
  }),
  heads: setting(count(1, 16).default(4), {
    description: 'attention heads of a block',
    source: PUBLISHED,
  }),
  headWidth: setting(count(1, 128).default(8), {
    description: 'width of a head; a token has `heads · headWidth`',
    source: 'house: a token of 32; paper: 64, a token of 256',
  }),
  encoderBlocks: setting(count(1, 12).default(2), {
    description: 'transformer blocks of each encoder',
    source: 'house; paper: 4',
  }),
  decoderBlocks: setting(count(1, 12).default(1), {
    description: 'transformer blocks of each decoder',
    source: 'house; paper: 2',
  }),
  modules: setting(z.enum(['both', 'timeSeries', 'crossSection']).default('both'), {
    description:
      'which modules have codes, a reconstruction and factors; without `timeSeries` each asset keeps an unquantised embedding, as the heads need one',
    source: 'paper, whose ablations are the single ones',
  }),
  patchAttention: setting(z.enum(['asset', 'date']).default('asset'), {
    description: 'whether patches attend within their asset, or among all assets of their date',
    source: 'house: takes any number of assets; paper: date',
  }),
  fusion: setting(z.boolean().default(false), {
    description: 'one block of cross-attention each way between the modules before quantisation',
    source: 'released code, which switches it off; paper: true',
  }),
}

/** The codebooks. */
const codebookSettings = {
  timeSeriesCodes: setting(count(0, 4096).default(0), {
    description:
      'codes of the assets’ patches; 0: 64, or 128 where the median universe has above 100 names',
    source: 'house; paper: 512 of 128 to 2048',
  }),
  crossSectionCodes: setting(count(1, 4096).default(64), {
    description: 'codes of the market’s dates',
    source: 'house; paper: 512 of 128 to 2048',
  }),
  codebookUpdate: setting(z.enum(['ema', 'gradient']).default('ema'), {
    description: 'codes are running means of their tokens, or move by gradient',
    source: 'released code; paper: gradient',
  }),
  codeDecay: setting(z.number().min(0).max(0.9999).default(0.99), {
    description: 'of the running means and of the counts of each code',
    source: 'released code',
  }),
  warmUpEpochs: setting(count(0, 100).default(1), {
    description:
      'epochs before tokens are quantised, never above half of the training; codes then start by k-means++ on the last tokens',
    source: `${MEASURED_STORM}; paper: 0, and random codes`,
  }),
  revivalSteps: setting(count(0, 10_000).default(25), {
    description:
      'steps between revivals of unused codes as random tokens, until 80 % of the training; 0: none',
    source: `${MEASURED_STORM}; paper: none`,
  }),
  revivalShare: setting(z.number().min(0).max(1).default(0.02), {
    description: 'a code is revived below this share of the mean count',
    source: MEASURED_STORM,
  }),
}

/** How it is trained; in place of the settings of the other predictors. */
const stepSettings = {
  datesPerStep: setting(count(1, 252).default(16), {
    description:
      'dates of a training step, drawn at random: neighbours share most of their windows, and would have to be told apart',
    source: 'house; paper: 16, released code: 32 and 8',
  }),
  stocksPerStep: setting(count(0, 10_000).default(96), {
    description:
      'assets of each date of a step that the time series and the heads see, drawn at random; 0: all. The cross-section always sees all',
    source: 'house; paper: all',
  }),
  epochs: setting(count(1, 10_000).default(8), {
    description: 'passes over the train range; the last one is kept',
    source: `${MEASURED_STORM}: more overfit; paper: 1000, chosen on the test period`,
  }),
  learningRate: setting(z.number().positive().max(1).default(1e-3), {
    description: 'peak after a linear rise over 5 % of the steps; a cosine down to 2 %',
    source: 'house; paper: 1e-4',
  }),
  weightDecay: setting(z.number().min(0).max(10).default(0.05), {
    description: 'decoupled (AdamW, betas 0.9 and 0.95), of all parameters but the codes',
    source: PUBLISHED,
  }),
  clipNorm: setting(z.number().positive().default(1), {
    description: 'largest global norm of a gradient',
    source: 'released code',
  }),
}

export const stormSettings = {
  ...networkSettings,
  ...codebookSettings,
  ...weightSettings,
  ...stepSettings,
}

export type StormSettings = z.output<z.ZodObject<typeof stormSettings>>
