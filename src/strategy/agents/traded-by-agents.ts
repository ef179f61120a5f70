import type { Execution } from '../../execution/settings.js'
import type { Decider } from '../decider.js'
import { scaledByRisk } from '../scaled-by-risk.js'

/**
 * What a model publishes of each date, with the book and the trades of agents on its states; with
 * `riskScaling` the book is divided by the risk that the model predicts.
 */
export function tradedByAgents(
  model: Decider,
  agents: Decider,
  execution?: Pick<Execution, 'riskScaling' | 'riskDates'>,
): Decider {
  return {
    factorCount: model.factorCount,
    latentCount: model.latentCount,
    codebooks: model.codebooks,
    lookback: Math.max(model.lookback, agents.lookback),
    warmUp: Math.max(model.warmUp, agents.warmUp),
    decide(view) {
      const decided = { ...model.decide(view), ...agents.decide(view) }
      const date = { view, columns: decided.columns, risk: decided.predictions?.risk }
      return { ...decided, book: scaledByRisk(decided.book, date, execution) }
    },
    realise: (returns) => ({ ...model.realise?.(returns), ...agents.realise?.(returns) }),
    dispose() {
      agents.dispose()
      model.dispose()
    },
  }
}
