import { ACTIONS } from './action.js'
import { logSoftmax } from './choice.js'
import { effective } from './effective.js'
import { onHost, outputsOf } from './host-mlp.js'
import type { Mlp } from './mlp.js'
import type { Ranking } from './trader.js'

/** Ranks the actions of one observation, `[3]`. */
export type Preferences = (observation: Float32Array) => Float64Array

/** Probabilities of the actions that change something, and of holding. */
export function policyPreferences(network: Mlp): Preferences {
  const host = onHost(network)
  return (observation) =>
    logSoftmax(effective(outputsOf(host, observation), observation)).map(Math.exp)
}

/** Their action values. */
export function valuePreferences(network: Mlp): Preferences {
  const host = onHost(network)
  return (observation) => effective(outputsOf(host, observation), observation)
}

/** Buys on the first date and never sells. */
export const buyAndHold: Ranking = (holds) => (holds ? [0, 1, 0] : [0, 0, 1])

/** Of a date with these inputs. */
export function rankingOf(preferences: Preferences, inputs: Float32Array): Ranking {
  return (holds) => {
    const observation = new Float32Array(inputs.length + 1)
    observation.set(inputs)
    observation[inputs.length] = Number(holds)
    return preferences(observation)
  }
}

/** The mean over seeds, each with inputs of its own. */
export function meanRanking(seeds: readonly Ranking[]): Ranking {
  return (holds) => {
    const ranked = seeds.map((ranking) => ranking(holds))
    return ACTIONS.map(
      (action) => ranked.reduce((sum, seed) => sum + seed[action], 0) / seeds.length,
    )
  }
}
