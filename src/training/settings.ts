import { z } from 'zod'
import { setting } from '../lib/settings.js'

export const count = (least: number, most: number) => z.int().min(least).max(most)
const share = () => z.number().min(0).max(10)

/** Where a default was chosen: never on a test year. */
export const RECIPE = 'recipe: fit 2000–05, validated 2006–07'
export const PAPER = 'paper'
export const UNPUBLISHED = 'not published;'

/** How books are trained on their net Sharpe ratio. Defaults were chosen on 2000–2007. */
export const trainingSettings = {
  hedgedLoss: setting(z.boolean().default(true), {
    description: 'the loss takes the Sharpe ratio after a hedge of the block’s market beta',
    source: `${RECIPE}; paper: false`,
  }),
  tradingCostBps: setting(z.number().min(0).max(1000).default(5), {
    description: 'basis points of turnover, in the loss',
    source: PAPER,
  }),
  shortCostBps: setting(z.number().min(0).max(1000).default(1), {
    description: 'basis points of short exposure, in the loss',
    source: PAPER,
  }),
  trainingCostMultiple: setting(share().default(2), {
    description: 'trading costs in the loss, as a multiple; accounts always use 1',
    source: `${RECIPE}; paper: 1`,
  }),
  trainingLag: setting(count(0, 1).default(0), {
    description: 'dates between the book and the return it earns in the loss',
    source: 'paper: 0',
    later: true,
  }),
  blockDays: setting(count(2, 1000).default(63), {
    description: 'consecutive dates of one training step, over which a Sharpe ratio is taken',
    source: `${UNPUBLISHED} ${RECIPE}`,
  }),
  epochs: setting(count(1, 1000).default(15), {
    description: 'passes over the train range',
    source: `${RECIPE}; paper: 30`,
  }),
  learningRate: setting(z.number().positive().max(1).default(0.01), {
    description: 'peak; a cosine down to 2 %',
    source: `${RECIPE}; paper: 0.003, its schedule not published`,
  }),
  weightDecay: setting(share().default(0.05), {
    description: 'decoupled (AdamW), of the policy alone',
    source: PAPER,
  }),
  clipNorm: setting(z.number().positive().default(1), {
    description: 'largest global norm of a gradient',
    source: `${UNPUBLISHED} convention`,
  }),
  validationYears: setting(count(0, 20).default(0), {
    description: 'held out at the end of the train range to choose the epoch; 0: none',
    source: `${UNPUBLISHED} ${RECIPE}`,
  }),
  patience: setting(count(1, 1000).default(5), {
    description: 'epochs without a better validation before stopping',
    source: `${UNPUBLISHED} convention`,
  }),
  checkpoint: setting(z.enum(['best', 'last']).default('best'), {
    description:
      'which epoch’s parameters are kept: that of the best validation, or in-sample net Sharpe ratio where nothing is held out, or the last',
    source: UNPUBLISHED.slice(0, -1),
    later: true,
  }),
  warmStart: setting(z.boolean().default(false), {
    description:
      'each seed of a split starts from the parameters that it kept in the split before, instead of new draws; the first split of the walk-forward starts cold, and so does one with another number of factors than the split before',
    source: 'house: off; decision 0032',
    later: true,
  }),
  warmEpochs: setting(count(1, 1000).nullable().default(null), {
    description: 'epochs of a split that starts so; null: a third of `epochs`, rounded up',
    source: 'house: a third, chosen without test years',
    later: true,
  }),
}

export type TrainingSettings = z.output<z.ZodObject<typeof trainingSettings>>
