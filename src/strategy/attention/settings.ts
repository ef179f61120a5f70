import { z } from 'zod'
import { setting } from '../../lib/settings.js'
import { ATTENTION_LONGCONV } from '../catalogue.js'
import { characteristicSettings } from '../characteristic-settings.js'
import { parseSettings } from '../parse-settings.js'

const count = (least: number, most: number) => z.int().min(least).max(most)
const share = () => z.number().min(0).max(10)

/** Where a default was chosen: never on a test year. */
const RECIPE = 'recipe: fit 2000–05, validated 2006–07'
const PAPER = 'paper'
const UNPUBLISHED = 'not published;'

/** The settings of `attention-longconv`. Defaults were chosen on 2000–2007, never on test years. */
export const attentionSettings = z.strictObject({
  factorCount: setting(count(1, 256).default(8), {
    description: 'K; never above a quarter of the median universe',
    source: `${RECIPE}; paper: 30`,
  }),
  width: setting(count(1, 512).default(32), { description: 'embedding width d', source: PAPER }),
  init: setting(z.enum(['fan-in', 'unit']).default('fan-in'), {
    description: 'draws of W_K and Q: uniform ± 1/√inputs, or standard normal',
    source: `${UNPUBLISHED} ${RECIPE}`,
  }),
  initScale: setting(z.number().positive().max(100).default(1), {
    description: 'a factor on those draws',
    source: UNPUBLISHED.slice(0, -1),
    later: true,
  }),
  ridge: setting(z.number().positive().max(1).default(1e-3), {
    description: 'λ of the betas `Wᵀ(WWᵀ + λI)⁻¹`; to be compared with 1/N',
    source: `${UNPUBLISHED} ${RECIPE}`,
  }),
  lookback: setting(count(2, 252).default(30), {
    description: 'residuals a policy sees, L',
    source: PAPER,
  }),
  hidden: setting(count(1, 512).default(32), {
    description: 'channels of the policy, H',
    source: PAPER,
  }),
  input: setting(z.enum(['cumulative', 'raw']).default('cumulative'), {
    description: 'what the policy reads: the running sum of the residuals over √L, or themselves',
    source: `${UNPUBLISHED} ${RECIPE}`,
  }),
  scaling: setting(z.enum(['percent', 'volatility', 'cross-sectional']).default('percent'), {
    description:
      'unit of its input: 1 %, the window’s own standard deviation, or the mean of those over the date’s assets',
    source: `${UNPUBLISHED} ${RECIPE}`,
  }),
  readOut: setting(z.enum(['last', 'mean']).default('last'), {
    description: 'output of the convolution that is read: at the last date, or the mean over all L',
    source: `${UNPUBLISHED} the last in every implementation we know`,
    later: true,
  }),
  squash: setting(z.number().min(0).max(1).default(1e-3), {
    description: 'kernel entries up to this count 0, λ_squash',
    source: PAPER,
  }),
  dropout: setting(z.number().min(0).max(0.9).default(0.1), {
    description: 'share of channels dropped in training',
    source: PAPER,
  }),
  detach: setting(z.boolean().default(false), {
    description: 'no gradient through the policy’s input',
    source: UNPUBLISHED.slice(0, -1),
  }),
  explainedVarianceWeight: setting(z.number().min(0).max(1e4).default(4.8), {
    description: 'λ_Var of the loss, against a daily Sharpe ratio',
    source: `${RECIPE}; paper: 100`,
  }),
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
  ...characteristicSettings,
})

export type AttentionConfig = ReturnType<typeof parseAttentionConfig>

export function parseAttentionConfig(overrides: Record<string, unknown>) {
  return parseSettings(ATTENTION_LONGCONV.name, attentionSettings, overrides)
}
