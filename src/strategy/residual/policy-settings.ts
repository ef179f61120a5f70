import { z } from 'zod'
import type { Execution } from '../../execution/settings.js'
import { setting } from '../../lib/settings.js'
import { attentionSettings } from '../attention/settings.js'

const of = attentionSettings.shape

/** How a policy on residuals that nothing trains is trained itself: as in `attention-longconv`. */
export const trainingSettings = {
  lookback: of.lookback,
  hedgedLoss: of.hedgedLoss,
  tradingCostBps: of.tradingCostBps,
  shortCostBps: of.shortCostBps,
  trainingCostMultiple: of.trainingCostMultiple,
  trainingLag: of.trainingLag,
  blockDays: of.blockDays,
  epochs: of.epochs,
  learningRate: of.learningRate,
  weightDecay: of.weightDecay,
  clipNorm: of.clipNorm,
  validationYears: of.validationYears,
  patience: of.patience,
  checkpoint: of.checkpoint,
}

export type TrainingSettings = z.output<z.ZodObject<typeof trainingSettings>> &
  Pick<Execution, 'dollarNeutral'>

/** The long convolution, as in `attention-longconv`. */
export const longConvSettings = {
  hidden: of.hidden,
  input: of.input,
  scaling: of.scaling,
  readOut: of.readOut,
  squash: of.squash,
  dropout: of.dropout,
}

/** Rolling principal components. */
export const pcaSettings = {
  factorCount: setting(z.int().min(1).max(100).default(8), {
    description: 'K, below the median universe',
    source: 'as in attention-longconv; paper: 1 to 100',
  }),
  window: setting(z.int().min(20).max(2520).default(252), {
    description: 'dates of returns behind the correlation matrix',
    source: 'paper',
  }),
  loadingWindow: setting(z.int().min(2).max(2520).optional(), {
    description:
      'last dates of the window on which loadings are regressed, of minimum norm where they are fewer than factors; all of it where unset',
    source: 'not published; Deep Learning Statistical Arbitrage: 60',
  }),
}

const DLSA = 'Deep Learning Statistical Arbitrage'
const share = z.number().min(0).max(0.9)

/** The CNN-Transformer. Its input norm hides level and scale of a window, so there is none to set. */
export const cnnTransformerSettings = {
  dropout: setting(share.default(0.25), {
    description: 'share of attention weights and channels dropped in training',
    source: DLSA,
  }),
}

/** The Fourier transform and a small network. */
export const fourierFfnSettings = {
  dropout: setting(share.default(0.25), {
    description: 'share of hidden units dropped in training',
    source: DLSA,
  }),
  inputScale: setting(z.number().positive().max(1e4).default(1), {
    description: 'a factor on the cumulative residuals that are transformed',
    source: DLSA,
  }),
}
