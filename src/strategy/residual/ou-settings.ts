import { z } from 'zod'
import { setting } from '../../lib/settings.js'

const THRESHOLDS = 'Deep Learning Statistical Arbitrage'
const EXITS = 'Avellaneda and Lee (2010)'

/** The Ornstein-Uhlenbeck threshold rule. */
export const ouSettings = {
  lookback: setting(z.int().min(5).max(252).default(30), {
    description: 'residuals behind a score',
    source: 'paper',
  }),
  entry: setting(z.number().positive().default(1.25), {
    description: 'a position opens where the score is further than this from 0',
    source: THRESHOLDS,
  }),
  minimumRSquared: setting(z.number().min(0).max(1).default(0.25), {
    description: 'only paths that revert: R² of the autoregression above it',
    source: THRESHOLDS,
  }),
  memory: setting(z.boolean().default(false), {
    description: 'a position is held until its exit, rather than for the date',
    source: `${THRESHOLDS}: no; ${EXITS}: yes`,
  }),
  exitLong: setting(z.number().default(0.5), {
    description: 'with memory, a long position closes above −exitLong',
    source: EXITS,
  }),
  exitShort: setting(z.number().default(0.75), {
    description: 'with memory, a short position closes below exitShort',
    source: EXITS,
  }),
}

export type OuSettings = z.output<z.ZodObject<typeof ouSettings>>
