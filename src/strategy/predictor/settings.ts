import { z } from 'zod'
import type { CharacteristicSelection } from '../../characteristics/selection.js'
import { setting } from '../../lib/settings.js'
import { count, PAPER, UNPUBLISHED } from '../../training/settings.js'

/** Where a default was chosen: planted panels and the S&P 500 of 2006–07, never a test year. */
export const MEASURED = 'house: planted panels and S&P 500, 2006–07'
const QLIB = 'paper, after Qlib’s TopkDropoutStrategy'

/** What a predictor reads, and what it learns of a date. */
export const targetSettings = {
  characteristics: setting(z.array(z.string().min(1)).min(1).default(['sequence']), {
    description:
      'names, groups or sets that a prediction reads: `sequence`, twenty price and volume features; `standard` or your own can join them',
    source: 'paper: the twenty of Alpha158',
  }),
  withoutCharacteristics: setting(z.array(z.string().min(1)).default([]), {
    description: 'names or groups dropped from them',
    source: 'convention',
  }),
  label: setting(z.enum(['normalScore', 'z', 'rank', 'raw']).default('normalScore'), {
    description:
      'what is learnt of the returns of a date’s universe: their normal scores, z-scores clipped to ±5, ranks, or percent over their mean',
    source: MEASURED,
  }),
  horizon: setting(count(1, 63).default(1), {
    description: 'dates over which the predicted return is taken, h',
    source: PAPER,
  }),
  labelLag: setting(count(0, 5).default(0), {
    description: 'dates between the book and the predicted return; 0: the return that it earns',
    source: 'as every strategy here; paper: 1',
  }),
  withheldNames: setting(count(0, 10_000).default(0), {
    description:
      'names that training leaves out and scoring does not, drawn at random from the universe at the end of the train range: shows whether predictions hold for names never trained on',
    source: 'paper: 0, and 50, 100 and 200 in its test of robustness',
    later: true,
  }),
}

/** The rows of characteristics that a window holds. */
export const windowSetting = {
  lookback: setting(count(1, 252).default(20), {
    description: 'dates of characteristics that a prediction reads, T',
    source: PAPER,
  }),
}

/** TopK-Drop. */
export const portfolioSettings = {
  k: setting(count(1, 1000).default(50), {
    description:
      'names held on a side; never more than a sixth of the median universe of the train range (5 of 30 names, 7 of 44)',
    source: QLIB,
  }),
  n: setting(count(1, 1000).default(5), {
    description:
      'names of a side that may be replaced on a date; reduced with k in proportion, at least 1',
    source: QLIB,
  }),
  hold: setting(count(1, 252).default(1), {
    description: 'dates that a name is held before it may be replaced',
    source: QLIB,
  }),
  riskAversion: setting(z.number().min(0).max(100).default(0), {
    description: 'η of the score `μ − ησ` by which names are ranked',
    source: 'paper: 0, and unpublished values above it',
  }),
  sides: setting(z.enum(['long', 'long-short']).default('long'), {
    description: 'the best names alone, or the worst held short beside them',
    source: PAPER,
  }),
}

/** How a predictor is trained by gradient. */
export const stepSettings = {
  datesPerStep: setting(count(1, 252).default(8), {
    description: 'consecutive dates of a training step, from a random offset in each epoch',
    source: 'house: consecutive dates share the input half of the GRU; paper: 1',
  }),
  stocksPerStep: setting(count(0, 10_000).default(150), {
    description: 'stocks of a training step, drawn at random from its universe; 0: all',
    source: 'house: a third of the time on 470 names; paper: all',
  }),
  epochs: setting(count(1, 1000).default(6), {
    description: 'passes over the train range; the last one is kept',
    source: `${UNPUBLISHED} ${MEASURED}`,
  }),
  learningRate: setting(z.number().positive().max(1).default(1e-3), {
    description: 'peak; a cosine down to 2 %',
    source: `${UNPUBLISHED} ${MEASURED}`,
  }),
  weightDecay: setting(z.number().min(0).max(10).default(0.01), {
    description: 'decoupled (AdamW), of all parameters',
    source: `${UNPUBLISHED} convention`,
  }),
  clipNorm: setting(z.number().positive().default(1), {
    description: 'largest global norm of a gradient',
    source: `${UNPUBLISHED} convention`,
  }),
}

export type TargetSettings = z.output<z.ZodObject<typeof targetSettings>>
export type PortfolioSettings = z.output<z.ZodObject<typeof portfolioSettings>>
export type StepSettings = z.output<z.ZodObject<typeof stepSettings>>

export function selectionOf(config: TargetSettings): CharacteristicSelection {
  return { include: config.characteristics, exclude: config.withoutCharacteristics }
}
