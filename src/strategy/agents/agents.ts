import { type Scaling } from '../../agent/inputs.js'
import { preferencesOf } from '../../agent/methods.js'
import { type Preferences } from '../../agent/preferences.js'
import { agentKey, type StoredAgents } from './fit-agents.js'
import type { AgentSettings } from './settings.js'
import type { AgentStates } from './states.js'

/** The agents of one seed, and the states that they see. */
export interface SeedAgents {
  readonly states: AgentStates
  /** In the order of the traded columns; none where nothing is learnt. */
  readonly agents: readonly FrozenAgent[]
}

export interface FrozenAgent {
  readonly scaling: Scaling
  readonly preferences: Preferences
}

/** Agents as a checkpoint has them, off the engine; their tensors are the caller's. */
export function frozenAgents(
  stored: StoredAgents,
  { agent }: AgentSettings,
  count: number,
): FrozenAgent[] {
  if (agent === 'hold') return []
  return Array.from({ length: count }, (_, place) => {
    const { network, scaling } = stored[agentKey(place)]
    return {
      preferences: preferencesOf(agent, network),
      scaling: {
        mean: scaling.mean.dataSync<'float32'>().slice(),
        deviation: scaling.deviation.dataSync<'float32'>().slice(),
      },
    }
  })
}
