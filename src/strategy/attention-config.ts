import { z } from 'zod'
import { ATTENTION_LONGCONV } from './catalogue.js'
import { parseSettings } from './parse-settings.js'

const count = (least: number, most: number) => z.int().min(least).max(most)
const share = () => z.number().min(0).max(10)

/** The settings of `attention-longconv`. Defaults were chosen on 2000–2007, never on test years. */
const schema = z.strictObject({
  factorCount: count(1, 256).default(8).describe('K; never above a quarter of the median universe'),
  width: count(1, 512).default(32).describe('embedding width d'),
  init: z.enum(['fan-in', 'unit']).default('fan-in').describe('scale of W_K and Q at the start'),
  ridge: z.number().positive().max(1).default(1e-3).describe('λ of the betas'),
  lookback: count(2, 252).default(30).describe('residuals a policy sees, L'),
  hidden: count(1, 512).default(32).describe('channels of the policy, H'),
  input: z.enum(['cumulative', 'raw']).default('cumulative').describe('what the policy reads'),
  scaling: z.enum(['percent', 'volatility']).default('percent').describe('unit of its input'),
  squash: z.number().min(0).max(1).default(1e-3).describe('kernel entries up to this count 0'),
  dropout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.1)
    .describe('share of channels dropped in training'),
  detach: z.boolean().default(false).describe('no gradient through the policy input'),
  explainedVarianceWeight: z.number().min(0).max(1e4).default(4.8).describe('λ_Var of the loss'),
  hedgedLoss: z.boolean().default(true).describe('Sharpe ratio after a market hedge in the loss'),
  tradingCostBps: z.number().min(0).max(1000).default(5).describe('basis points of turnover'),
  shortCostBps: z.number().min(0).max(1000).default(1).describe('basis points of short exposure'),
  trainingCostMultiple: share().default(2).describe('trading costs in the loss, as a multiple'),
  blockDays: count(2, 1000).default(63).describe('consecutive dates of one training step'),
  epochs: count(1, 1000).default(15).describe('passes over the train range'),
  learningRate: z.number().positive().max(1).default(0.01).describe('peak; a cosine down to 2 %'),
  weightDecay: share().default(0.05).describe('of the policy alone'),
  clipNorm: z.number().positive().default(1).describe('largest global norm of a gradient'),
  validationYears: count(0, 20).default(0).describe('held out at the end of train; 0: none'),
  patience: count(1, 1000)
    .default(5)
    .describe('epochs without a better validation before stopping'),
})

export type AttentionConfig = z.output<typeof schema>

export function parseAttentionConfig(overrides: Record<string, unknown>): AttentionConfig {
  return parseSettings(ATTENTION_LONGCONV.name, schema, overrides)
}
