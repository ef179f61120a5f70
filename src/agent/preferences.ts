import { ACTIONS } from './action.js'
import { logSoftmax } from './choice.js'
import { effective } from './effective.js'
import { onHost, outputsOf } from './host-mlp.js'
import type { Mlp } from './mlp.js'
import type { Preferences } from './trader.js'

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
export const buyAndHold: Preferences = (observation) => {
  return effective(Float64Array.from(ACTIONS), observation) // buying ranks above holding, holding above selling
}

/** The mean over seeds, each with an observation of its own. */
export function meanPreferences(seeds: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(ACTIONS, (action) =>
    seeds.reduce((sum, seed) => sum + seed[action] / seeds.length, 0),
  )
}
