import * as tf from '@tensorflow/tfjs'
import { adamW } from '../tensor/optim.js'
import { foldIn, type Key, permutation, split } from '../tensor/random.js'
import { ACTIONS } from './action.js'
import { type Descended, type Descent, descend, disposeDescent } from './descend.js'
import type { EnvironmentState } from './environment.js'
import type { Learner, Updated } from './learner.js'
import { type AgentMarket, observationWidth } from './market.js'
import { initMlp } from './mlp.js'
import { batchOf } from './ppo-batch.js'
import { type ActorCritic, type PpoBatch, ppoLoss } from './ppo-loss.js'
import { type Rollout, rollOut } from './ppo-rollout.js'
import { ADAM_EPSILON, type PpoSettings } from './ppo-settings.js'
import { begin } from './walk.js'

export interface PpoState {
  readonly descent: Descent<ActorCritic>
  readonly environments: readonly EnvironmentState[]
}

/** Proximal policy optimisation (Schulman et al. 2017) of one asset's agent. */
export function ppo(market: AgentMarket, settings: PpoSettings): Learner<PpoState> {
  return {
    updates: settings.updates,
    start: (key) => startOf(market, settings, key),
    update: (state, update, key) => updated(market, settings, { state, update, key }),
    network: ({ descent }) => descent.params.policy,
    dispose: ({ descent }) => disposeDescent(descent),
  }
}

const POLICY_GAIN = 0.01 // at first the actions are about equally likely
const VALUE_GAIN = 1

function startOf(market: AgentMarket, settings: PpoSettings, key: Key): PpoState {
  const [policyKey, valueKey, rowsKey] = split(key, 3)
  const shape = { inputs: observationWidth(market), hidden: settings.hidden }
  const params = {
    policy: initMlp(policyKey, { ...shape, outputs: ACTIONS.length, gain: POLICY_GAIN }),
    value: initMlp(valueKey, { ...shape, outputs: 1, gain: VALUE_GAIN }),
  }
  const { environments: count } = settings
  return {
    descent: { params, moments: optimiserOf(settings, 0).init(params) },
    environments: begin(market, rowsKey, { ...settings, count }),
  }
}

interface Turn {
  readonly state: PpoState
  readonly update: number
  readonly key: Key
}

function updated(market: AgentMarket, settings: PpoSettings, { state, update, key }: Turn) {
  const [walkKey, orderKey] = split(key, 2)
  const { descent, environments } = state
  const rollout = rollOut(descent.params, market, environments, { key: walkKey, settings })
  const { descent: moved, numbers } = epochs(descent, rollout, settings, { update, orderKey })
  const [policyLoss, valueLoss, entropy, divergence] = numbers
  return {
    state: { descent: moved, environments: rollout.environments },
    measures: Object.entries({ policyLoss, valueLoss, entropy, divergence }).map(
      ([name, value]) => ({ name, value }),
    ),
  } satisfies Updated<PpoState>
}

/** All epochs over a rollout; the numbers are those of the last minibatch. */
function epochs(
  descent: Descent<ActorCritic>,
  rollout: Rollout,
  settings: PpoSettings,
  { update, orderKey }: { readonly update: number; readonly orderKey: Key },
) {
  const optimiser = optimiserOf(settings, update)
  let now: Descended<ActorCritic> = { descent, numbers: new Float32Array() }
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    const order = permutation(foldIn(orderKey, epoch), rollout.actions.length)
    for (const places of parts(order, settings.minibatches)) {
      now = onBatch(batchOf(rollout, places), (batch) =>
        descend(now.descent, optimiser, (params) => ppoLoss(params, batch, settings)),
      )
    }
    const { targetDivergence } = settings
    if (targetDivergence !== null && now.numbers[3] > targetDivergence) break
  }
  return now
}

function onBatch<Result>(batch: PpoBatch, use: (batch: PpoBatch) => Result): Result {
  try {
    return use(batch)
  } finally {
    tf.dispose({ ...batch })
  }
}

/** Equal parts; the first ones have one place more where it does not come out even. */
function parts(order: Int32Array, count: number): Int32Array[] {
  const bound = (part: number) => Math.ceil((part * order.length) / count)
  return Array.from({ length: count }, (_, part) => order.subarray(bound(part), bound(part + 1)))
}

function optimiserOf({ learningRate, updates, clipNorm }: PpoSettings, update: number) {
  const rate = learningRate * (1 - update / updates)
  return adamW({ rate: () => rate, clipNorm, epsilon: ADAM_EPSILON })
}
