import type { StrategyInfo } from '../../catalogue.js'
import type { Execution } from '../../execution/settings.js'
import { resultCellBytes } from '../inputs.js'
import { meanOfBooks } from '../mean-of-books.js'
import { residualBook } from '../residual-book.js'
import type { RuleStrategy } from '../strategy.js'
import type { FactorSettings, GivenFactors } from './given-factors.js'
import { onResiduals } from './on-residuals.js'
import { OuPolicy } from './ou-policy.js'
import { type OuSettings, ouSettings } from './ou-settings.js'
import { steadyFactors } from './steady-factors.js'

/**
 * Residuals of given factors, traded by an Ornstein-Uhlenbeck threshold: with principal components the
 * baseline of Attention Factors. Nothing is trained.
 */
export function ouOn<F extends FactorSettings>(
  factors: GivenFactors<F>,
  info: StrategyInfo,
): RuleStrategy<F & OuSettings & Execution> {
  return {
    ...onResiduals<F, F & OuSettings & Execution>(info, factors, {
      settings: ouSettings,
      memory: ({ factorCount }) => ({ bytesPerResultCell: resultCellBytes(factorCount) }),
    }),
    trains: false,
    defaultSeedCount: 1,
    restore(_checkpoints, { view, train, config, cache }) {
      factors.assertFits(view, train, config)
      const pieces = {
        factors: steadyFactors(factors, config, cache),
        policy: new OuPolicy(config),
        execution: config,
      }
      return meanOfBooks([residualBook(pieces)])
    },
  }
}
