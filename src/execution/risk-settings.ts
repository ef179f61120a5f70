import { z } from 'zod'
import { setting } from '../lib/settings.js'

const NONE = 'not in the paper; null: none'

/** Settings of execution that take the risk of a book into account; all are off by default. */
export const riskSettings = {
  riskScaling: setting(z.boolean().default(false), {
    description:
      'each policy weight over the volatility of what it trades, then `Σ|w| = 1` again: of its residual over the last `riskDates` dates, of a predictor’s own σ where it differs between assets, else of the asset’s returns; after the policy, not in training',
    source: 'not in the paper',
    later: true,
  }),
  riskDates: setting(z.int().min(20).max(1260).default(126), {
    description:
      'dates before the one decided behind the volatilities of riskScaling, the volatility of volatilityTarget and the betas of maxBeta',
    source: 'as of the market hedge that is reported',
    later: true,
  }),
  maxSectorNet: setting(z.number().min(0).max(1).nullable().default(null), {
    description: 'largest |net exposure| to a sector, `|Σ w|` over its assets',
    source: NONE,
    later: true,
  }),
  maxSectorGross: setting(z.number().positive().max(1).nullable().default(null), {
    description: 'largest gross exposure to a sector, `Σ|w|` over its assets',
    source: NONE,
    later: true,
  }),
  maxBeta: setting(z.number().min(0).max(10).nullable().default(null), {
    description:
      'largest |market beta| of the book, `|Σ β_i w_i|`, with the betas of the assets to the equal-weight universe over `riskDates` dates',
    source: NONE,
    later: true,
  }),
  volatilityTarget: setting(z.number().positive().max(10).nullable().default(null), {
    description:
      'volatility a year, such as 0.05, to which each book is scaled: `s w`, s = min(maxGrossExposure, target / σ(w)), σ(w) the volatility that the book’s weights would have had over the last `riskDates` dates; the rest is cash',
    source: NONE,
    later: true,
  }),
  maxGrossExposure: setting(z.number().positive().max(20).default(1), {
    description:
      'largest Σ|w| that volatilityTarget scales a book to; above 1 costs are charged on what is held, and no interest on what is borrowed; read by volatilityTarget alone',
    source: 'convention',
    later: true,
  }),
}
