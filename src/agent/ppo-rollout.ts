import type { Key } from '../tensor/random.js'
import { logSoftmax, sampled } from './choice.js'
import { effective } from './effective.js'
import { type EnvironmentState, holdsShares } from './environment.js'
import { advantages } from './gae.js'
import { type HostMlp, onHost, outputsOf } from './host-mlp.js'
import { type AgentMarket, observationWidth, writeObservation } from './market.js'
import type { ActorCritic } from './ppo-loss.js'
import type { PpoSettings } from './ppo-settings.js'
import { walk } from './walk.js'

/** Steps of a rollout, n = S · E, and the environments after it. */
export interface Rollout {
  readonly width: number
  /** `[n, w + 1]` */
  readonly observations: Float32Array
  readonly actions: Uint8Array
  readonly logProbabilities: Float64Array
  readonly values: Float64Array
  readonly advantages: Float64Array
  readonly returns: Float64Array
  readonly environments: EnvironmentState[]
}

/** S steps in each environment under the policy, with their advantages. */
export function rollOut(
  params: ActorCritic,
  market: AgentMarket,
  before: readonly EnvironmentState[],
  { key, settings }: { readonly key: Key; readonly settings: PpoSettings },
): Rollout {
  const { steps, terms, rewardScale } = settings
  const [policy, critic] = [onHost(params.policy), onHost(params.value)]
  const width = observationWidth(market)
  const taken = emptySteps(steps * before.length, width)
  const environments = walk(market, before, terms, {
    steps,
    key,
    choose(observation, draw, place) {
      const logs = logSoftmax(effective(outputsOf(policy, observation), observation))
      const action = sampled(logs, draw)
      taken.observations.set(observation, place * width)
      taken.actions[place] = action
      taken.logProbabilities[place] = logs[action]
      taken.values[place] = outputsOf(critic, observation)[0]
      return action
    },
    record({ reward, done }, place) {
      taken.rewards[place] = rewardScale * reward
      taken.ends[place] = Number(done)
    },
  })
  const lastValues = lastValuesOf(critic, market, environments)
  return { ...taken, ...advantages({ ...taken, lastValues }, settings), width, environments }
}

function emptySteps(count: number, width: number) {
  return {
    observations: new Float32Array(count * width),
    actions: new Uint8Array(count),
    logProbabilities: new Float64Array(count),
    values: new Float64Array(count),
    rewards: new Float64Array(count),
    ends: new Uint8Array(count),
  }
}

/** Values of the observations that the environments ended on. */
function lastValuesOf(
  critic: HostMlp,
  market: AgentMarket,
  environments: readonly EnvironmentState[],
): Float64Array {
  const observation = new Float32Array(observationWidth(market))
  return Float64Array.from(environments, (state) => {
    writeObservation(market, { row: state.row, holds: holdsShares(state) }, observation)
    return outputsOf(critic, observation)[0]
  })
}
