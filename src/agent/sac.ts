import * as tf from '@tensorflow/tfjs'
import { adamW } from '../tensor/optim.js'
import { cloneParams, disposeParams, leaves, withLeaves } from '../tensor/params.js'
import { type Key, split } from '../tensor/random.js'
import { ACTIONS } from './action.js'
import { logSoftmax, sampled } from './choice.js'
import { type Descended, type Descent, descend, disposeDescent } from './descend.js'
import { effective } from './effective.js'
import type { EnvironmentState } from './environment.js'
import { onHost, outputsOf } from './host-mlp.js'
import type { Learner } from './learner.js'
import { type AgentMarket, observationWidth } from './market.js'
import { initMlp, type Mlp } from './mlp.js'
import { eachBatch, fill, type OffPolicySettings, turnKeys } from './off-policy.js'
import { ADAM_EPSILON, LEARNING } from './ppo-settings.js'
import { Replay } from './replay.js'
import { type Critics, type SacParams, sacLoss, sacTargets } from './sac-loss.js'
import { begin } from './walk.js'

export interface SacSettings extends OffPolicySettings {
  /** Share of the largest entropy, ln 2 as two actions are open, that the temperature aims at. */
  readonly entropyShare: number
  readonly firstTemperature: number
  /** Share of the way that the targets move to the critics with each step. */
  readonly follow: number
}

/** Entropy and pace of the targets: CleanRL's SAC for discrete actions, the first temperature: the house's. */
export const SAC: SacSettings = {
  ...LEARNING,
  capacity: 10_000,
  descents: 32,
  batch: 128,
  entropyShare: 0.5,
  firstTemperature: 0.2,
  follow: 0.01,
}

export interface SacState {
  readonly descent: Descent<SacParams>
  readonly targets: Critics
  readonly replay: Replay
  readonly environments: readonly EnvironmentState[]
}

/** Soft actor-critic for discrete actions (Christodoulou 2019). */
export function sac(market: AgentMarket, settings: SacSettings): Learner<SacState> {
  return {
    updates: settings.updates,
    start: (key) => startOf(market, settings, key),
    update: (state, update, key) => updated(market, settings, { state, update, key }),
    network: ({ descent }) => descent.params.policy,
    dispose({ descent, targets }) {
      disposeDescent(descent)
      disposeParams(targets)
    },
  }
}

function startOf(market: AgentMarket, settings: SacSettings, key: Key): SacState {
  const [policyKey, oneKey, twoKey, rowsKey] = split(key, 4)
  const { hidden, environments: count, capacity, firstTemperature } = settings
  const shape = { inputs: observationWidth(market), hidden, outputs: ACTIONS.length }
  const params: SacParams = {
    policy: initMlp(policyKey, { ...shape, gain: 0.01 }),
    critics: {
      one: initMlp(oneKey, { ...shape, gain: 1 }),
      two: initMlp(twoKey, { ...shape, gain: 1 }),
    },
    logTemperature: tf.tensor1d([Math.log(firstTemperature)]),
  }
  return {
    descent: { params, moments: optimiserOf(settings, 0).init(params) },
    targets: cloneParams(params.critics),
    replay: new Replay(capacity),
    environments: begin(market, rowsKey, { ...settings, count }),
  }
}

function updated(
  market: AgentMarket,
  settings: SacSettings,
  { state, update, key }: { readonly state: SacState; readonly update: number; readonly key: Key },
) {
  const { replay } = state
  const { entropyShare, discount, follow } = settings
  const [walkKey, batchesKey] = turnKeys(key)
  const choose = sampler(state.descent.params.policy)
  const environments = fill(market, replay, state.environments, settings, { key: walkKey, choose })
  const optimiser = optimiserOf(settings, update)
  const entropy = entropyShare * Math.log(2)
  let now: Descended<SacParams> = { descent: state.descent, numbers: new Float32Array() }
  let { targets } = state
  eachBatch(market, replay, settings, batchesKey, (batch) => {
    const wanted = sacTargets(now.descent.params, targets, batch, discount)
    now = descend(now.descent, optimiser, (params) => sacLoss(params, batch, wanted, entropy))
    wanted.dispose()
    targets = followed(targets, now.descent.params.critics, follow)
  })
  const names = ['valueLoss', 'entropy', 'temperature']
  return {
    state: { descent: now.descent, targets, replay, environments },
    measures: names.map((name, i) => ({ name, value: now.numbers[i] })),
  }
}

/** `Q′ ← (1 − τ) Q′ + τ Q`; disposes the old targets. */
function followed(targets: Critics, critics: Critics, pace: number): Critics {
  const to = leaves(critics)
  const moved = leaves(targets).map((target, i) =>
    tf.tidy(() => target.mul(1 - pace).add(to[i].mul(pace))),
  )
  const next = withLeaves(targets, moved)
  disposeParams(targets)
  return next
}

function sampler(network: Mlp) {
  const host = onHost(network)
  return (observation: Float32Array, draw: number) =>
    sampled(logSoftmax(effective(outputsOf(host, observation), observation)), draw)
}

function optimiserOf({ learningRate, updates, clipNorm }: SacSettings, update: number) {
  const rate = learningRate * (1 - update / updates)
  return adamW({ rate: () => rate, clipNorm, epsilon: ADAM_EPSILON })
}
