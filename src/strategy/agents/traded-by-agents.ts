import type { Decider } from '../decider.js'

/** What a model publishes of each date, with the book and the trades of agents on its states. */
export function tradedByAgents(model: Decider, agents: Decider): Decider {
  return {
    factorCount: model.factorCount,
    latentCount: model.latentCount,
    codebooks: model.codebooks,
    lookback: Math.max(model.lookback, agents.lookback),
    warmUp: Math.max(model.warmUp, agents.warmUp),
    decide: (view) => ({ ...model.decide(view), ...agents.decide(view) }),
    realise: (returns) => ({ ...model.realise?.(returns), ...agents.realise?.(returns) }),
    dispose() {
      agents.dispose()
      model.dispose()
    },
  }
}
