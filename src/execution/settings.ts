import { z } from 'zod'
import { setting } from '../lib/settings.js'
import { riskSettings } from './risk-settings.js'

/** Settings that turn decided books into held ones: the same for every strategy, applied during scoring. */
export const executionSchema = z.strictObject({
  rebalance: setting(z.enum(['D', 'W', 'M']).default('D'), {
    description:
      'when a new book is taken up: every date, the first date of each ISO week, or of each month; between them the last one is held',
    source: 'paper: daily; FactorStatArb: weekly',
    later: true,
  }),
  tradeSpeed: setting(z.number().positive().max(1).default(1), {
    description: 'share a of the way to the new book that is traded, `(1 − a) w_{t−1} + a w*`',
    source: 'paper: 1; partial adjustment as in Gârleanu and Pedersen (2013)',
    later: true,
  }),
  dollarNeutral: setting(z.boolean().default(false), {
    description:
      'each book less its mean over the universe, so that long and short sides are ½ each; in training too',
    source: 'not in the paper; FactorStatArb has it',
    later: true,
  }),
  maxWeight: setting(z.number().positive().max(1).default(1), {
    description: 'largest |weight| of an asset; 1: no limit',
    source: 'not in the paper',
    later: true,
  }),
  maxAdvShare: setting(z.number().positive().max(10).nullable().default(null), {
    description:
      'largest position as a share of the mean dollar volume of the 20 dates before, at `capital`',
    source: 'not in the paper',
    later: true,
  }),
  capital: setting(z.number().positive().default(100_000_000), {
    description: 'dollars that Σ|w| = 1 stands for; read by maxAdvShare alone',
    source: 'convention',
    later: true,
  }),
  holdSuspended: setting(z.boolean().default(true), {
    description:
      'an asset whose price was carried forward with volume 0 for five dates or more keeps its weight until it trades again; read where the dataset has volumes and was first ingested by this release or a later one',
    source: 'convention',
    later: true,
  }),
  noShort: setting(z.array(z.string().min(1)).default([]), {
    description: 'assets that may not be sold short',
    source: 'not in the paper',
    later: true,
  }),
  ...riskSettings,
})

export type Execution = z.output<typeof executionSchema>

/** Holds every book as decided. */
export const DEFAULT_EXECUTION: Execution = executionSchema.parse({})
