import * as tf from '@tensorflow/tfjs'
import { adamW } from '../tensor/optim.js'
import { cloneParams, disposeParams } from '../tensor/params.js'
import { type Key, split } from '../tensor/random.js'
import { ACTIONS } from './action.js'
import { greedy, logSoftmax, sampled } from './choice.js'
import { type Descended, type Descent, descend, disposeDescent, type Loss } from './descend.js'
import { effective, effectiveRows } from './effective.js'
import type { EnvironmentState } from './environment.js'
import { onHost, outputsOf } from './host-mlp.js'
import type { Learner } from './learner.js'
import { type AgentMarket, observationWidth } from './market.js'
import { forward, initMlp, type Mlp } from './mlp.js'
import { eachBatch, fill, type OffPolicySettings, turnKeys } from './off-policy.js'
import { ADAM_EPSILON, LEARNING } from './ppo-settings.js'
import { Replay, type ReplayBatch } from './replay.js'
import { begin } from './walk.js'

export interface DqnSettings extends OffPolicySettings {
  /** Share of random actions at the first update, and from `exploredBy` of the updates on. */
  readonly explores: readonly [number, number]
  readonly exploredBy: number
}

/** Replay, batch and exploration: CleanRL's DQN; a step for every 16 dates, targets copied after each update. */
export const DQN: DqnSettings = {
  ...LEARNING,
  capacity: 10_000,
  descents: 32,
  batch: 128,
  explores: [1, 0.05],
  exploredBy: 0.5,
}

export interface DqnState {
  readonly descent: Descent<Mlp>
  /** The network that the targets are taken from. */
  readonly target: Mlp
  readonly replay: Replay
  readonly environments: readonly EnvironmentState[]
}

/** Deep Q-learning (Mnih et al. 2015) with double targets (van Hasselt et al. 2016). */
export function dqn(market: AgentMarket, settings: DqnSettings): Learner<DqnState> {
  return {
    updates: settings.updates,
    start: (key) => startOf(market, settings, key),
    update: (state, update, key) => updated(market, settings, { state, update, key }),
    network: ({ descent }) => descent.params,
    dispose({ descent, target }) {
      disposeDescent(descent)
      disposeParams(target)
    },
  }
}

function startOf(market: AgentMarket, settings: DqnSettings, key: Key): DqnState {
  const [networkKey, rowsKey] = split(key, 2)
  const { hidden, environments: count, capacity } = settings
  const inputs = observationWidth(market)
  const params = initMlp(networkKey, { inputs, hidden, outputs: ACTIONS.length, gain: 1 })
  return {
    descent: { params, moments: optimiserOf(settings, 0).init(params) },
    target: cloneParams(params),
    replay: new Replay(capacity),
    environments: begin(market, rowsKey, { ...settings, count }),
  }
}

function updated(
  market: AgentMarket,
  settings: DqnSettings,
  { state, update, key }: { readonly state: DqnState; readonly update: number; readonly key: Key },
) {
  const { replay, target } = state
  const [walkKey, batchesKey] = turnKeys(key)
  const choose = explorer(state.descent.params, explorationOf(settings, update))
  const environments = fill(market, replay, state.environments, settings, { key: walkKey, choose })
  const optimiser = optimiserOf(settings, update)
  let now: Descended<Mlp> = { descent: state.descent, numbers: new Float32Array() }
  eachBatch(market, replay, settings, batchesKey, (batch) => {
    const targets = targetsOf(now.descent.params, target, batch, settings.discount)
    now = descend(now.descent, optimiser, (params) => lossOf(params, batch, targets))
    targets.dispose()
  })
  disposeParams(target)
  return {
    state: { descent: now.descent, target: cloneParams(now.descent.params), replay, environments },
    measures: [{ name: 'valueLoss', value: now.numbers[0] }],
  }
}

/** `y = r + γ Q′(s′, argmax_a Q(s′, a))`, 0 after an end; `[b]`. */
function targetsOf(online: Mlp, target: Mlp, batch: ReplayBatch, discount: number): tf.Tensor1D {
  return tf.tidy(() => {
    const best = tf.oneHot(
      effectiveRows(forward(online, batch.after), batch.after).argMax(1),
      ACTIONS.length,
    )
    const next = forward(target, batch.after).mul(best).sum<tf.Tensor1D>(1)
    return batch.rewards.add(next.mul(batch.goesOn).mul(discount))
  })
}

/** Huber's loss of `Q(s, a) − y`. */
function lossOf(params: Mlp, { before, actions }: ReplayBatch, targets: tf.Tensor1D): Loss {
  const error = forward(params, before).mul(actions).sum<tf.Tensor1D>(1).sub(targets).abs()
  const inner = tf.minimum(error, 1)
  const loss = inner.square().mul(0.5).add(error.sub(inner)).mean<tf.Scalar>()
  return { loss, numbers: loss.reshape([1]) }
}

const EQUAL = new Float64Array(ACTIONS.length)

/** A random action with probability `share`, else the best one. */
function explorer(network: Mlp, share: number) {
  const host = onHost(network)
  return (observation: Float32Array, draw: number) =>
    draw < share
      ? sampled(logSoftmax(effective(EQUAL, observation)), draw / share)
      : greedy(effective(outputsOf(host, observation), observation))
}

function explorationOf({ explores, exploredBy, updates }: DqnSettings, update: number): number {
  const [first, last] = explores
  return Math.max(last, first + ((last - first) * update) / (exploredBy * updates))
}

function optimiserOf({ learningRate, updates, clipNorm }: DqnSettings, update: number) {
  const rate = learningRate * (1 - update / updates)
  return adamW({ rate: () => rate, clipNorm, epsilon: ADAM_EPSILON })
}
