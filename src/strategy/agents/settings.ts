import { z } from 'zod'
import { AGENT_NAMES } from '../../agent/methods.js'
import { LEARNING } from '../../agent/ppo-settings.js'
import { setting } from '../../lib/settings.js'
import { count } from '../../training/settings.js'

const PLANTED = 'house: planted drift markets'

/** Which assets agents trade, and how they learn to. */
export const agentSettings = {
  agent: setting(z.enum(AGENT_NAMES).default('ppo'), {
    description:
      'how each asset’s agent learns: `ppo`, `dqn`, `sac`; `hold` buys on the first date and learns nothing',
    source: 'paper: ppo',
  }),
  tradedAssets: setting(
    z.array(z.string().min(1)).min(1).max(20).default(['AAPL', 'JPM', 'IBM', 'INTC', 'MSFT']),
    {
      description:
        'assets with an agent, where the train range has them; where it has none of them, as many of the largest dollar volume',
      source: 'paper',
    },
  ),
  agentCostBps: setting(z.number().min(0).max(1000).default(5), {
    description: 'basis points of what an agent trades, in its reward and its account',
    source: 'house: as the accounts; paper: 1',
  }),
  agentCash: setting(z.number().positive().default(LEARNING.terms.cash), {
    description: 'cash that each account opens with before the test range',
    source: 'released code; paper: 1,000,000',
  }),
  agentUpdates: setting(count(1, 10_000).default(LEARNING.updates), {
    description: 'updates of an agent, each after 4 × 128 dates',
    source: PLANTED,
  }),
  agentLearningRate: setting(z.number().positive().max(1).default(LEARNING.learningRate), {
    description: 'of an agent; falls to 0 over the updates',
    source: `${PLANTED}; released code: 5e-5`,
  }),
  agentDiscount: setting(z.number().min(0).max(0.9999).default(LEARNING.discount), {
    description: 'γ, weight of the next date’s reward',
    source: `${PLANTED}; released code: 0.99`,
  }),
}

export type AgentSettings = z.output<z.ZodObject<typeof agentSettings>>

/** As the learners take them. */
export function learningOf(settings: AgentSettings) {
  return {
    terms: termsOf(settings),
    updates: settings.agentUpdates,
    learningRate: settings.agentLearningRate,
    discount: settings.agentDiscount,
  }
}

export function termsOf({ agentCash, agentCostBps }: AgentSettings) {
  return { cash: agentCash, costRate: agentCostBps * 1e-4 }
}
