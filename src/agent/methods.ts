import { DQN, dqn } from './dqn.js'
import { type LearnOptions, learn } from './learner.js'
import type { AgentMarket } from './market.js'
import type { Mlp } from './mlp.js'
import { ppo } from './ppo.js'
import { type LearningSettings, PPO } from './ppo-settings.js'
import { type Preferences, policyPreferences, valuePreferences } from './preferences.js'
import { SAC, sac } from './sac.js'

/** How an agent learns; `hold` buys and learns nothing. */
export const AGENT_NAMES = ['ppo', 'dqn', 'sac', 'hold'] as const
type AgentName = (typeof AGENT_NAMES)[number]
export type LearningAgent = Exclude<AgentName, 'hold'>

/** The network that a method learns on a market; `changed` settings in place of its own. */
export function learnAgent(
  agent: LearningAgent,
  market: AgentMarket,
  changed: Partial<LearningSettings>,
  options: LearnOptions,
): Promise<Mlp> {
  switch (agent) {
    case 'ppo':
      return learn(ppo(market, { ...PPO, ...changed }), options)
    case 'dqn':
      return learn(dqn(market, { ...DQN, ...changed }), options)
    case 'sac':
      return learn(sac(market, { ...SAC, ...changed }), options)
  }
}

/** How a learnt network ranks the actions. */
export function preferencesOf(agent: LearningAgent, network: Mlp): Preferences {
  return agent === 'dqn' ? valuePreferences(network) : policyPreferences(network)
}
