import { z } from 'zod'
import { setting } from '../lib/settings.js'
import { count, PAPER, RECIPE, UNPUBLISHED } from '../training/settings.js'

export const lookbackSetting = {
  lookback: setting(count(2, 252).default(30), {
    description: 'residuals a policy sees, L',
    source: PAPER,
  }),
}

/** The long convolution of Attention Factors. */
export const longConvSettings = {
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
}
