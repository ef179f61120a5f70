import { z } from 'zod'
import { setting } from '../../lib/settings.js'

/** Each further one is a weight to fit. */
const MOST_COMPONENTS = 8

export const blendSettings = z.strictObject({
  runs: setting(
    z.array(z.string().min(1)).min(2).max(MOST_COMPONENTS).default(['attention-longconv', 'ridge']),
    {
      description:
        'the runs that are blended, 2 to 8 of the same dataset: each by its id, or by a strategy, which means its answering run. A run keeps the ids',
      source: 'the default strategy and the simplest predictor',
    },
  ),
  weighting: setting(z.enum(['equal', 'inverse-volatility', 'fitted']).default('equal'), {
    description:
      'weights of the runs: equal, by 1/σ of their net returns, or fitted to mean and covariance of these',
    source: 'convention',
  }),
  lookback: setting(z.int().min(5).max(2520).default(252), {
    description:
      'dates before the decided one whose net returns weigh the runs; weights are equal until every run has that many',
    source: 'convention: a year',
  }),
  shrinkage: setting(z.number().min(0.1).max(1000).default(3), {
    description:
      '`fitted` alone: ρ, how strongly weights are drawn to equal ones; at 3, of two uncorrelated runs that of a t-statistic higher by 1 gets a quarter more of the book',
    source: 'convention, chosen without test years',
  }),
})

export type BlendSettings = z.output<typeof blendSettings>
