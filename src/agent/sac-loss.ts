import * as tf from '@tensorflow/tfjs'
import { stopGradient } from '../tensor/gradient.js'
import type { Loss } from './descend.js'
import { effectiveRows } from './effective.js'
import { forward, type Mlp } from './mlp.js'
import type { ReplayBatch } from './replay.js'

/** Two action values; the smaller one counts. */
export type Critics = {
  readonly one: Mlp
  readonly two: Mlp
}

export type SacParams = {
  /** Logits of the actions. */
  readonly policy: Mlp
  readonly critics: Critics
  /** `[1]`, ln α: the weight of the entropy. */
  readonly logTemperature: tf.Tensor1D
}

/** `y = r + γ Σ_a π(a|s′) (min Q′(s′, a) − α ln π(a|s′))`, 0 after an end; `[b]`. */
export function sacTargets(
  { policy, logTemperature }: SacParams,
  targets: Critics,
  { after, rewards, goesOn }: ReplayBatch,
  discount: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    const logs = tf.logSoftmax(effectiveRows(forward(policy, after), after))
    const soft = smaller(targets, after).sub(logs.mul(logTemperature.exp()))
    const next = logs.exp().mul(soft).sum<tf.Tensor1D>(1)
    return rewards.add(next.mul(goesOn).mul(discount))
  })
}

/**
 * The three losses of SAC for discrete actions (Christodoulou 2019), whose gradients do not meet:
 * `½ Σ_j mean (Q_j(s, a) − y)²`, `mean Σ_a π (α ln π − min Q)` and `ln α · (entropy − target)`.
 */
export function sacLoss(
  params: SacParams,
  { before, actions }: ReplayBatch,
  targets: tf.Tensor1D,
  targetEntropy: number,
): Loss {
  const { critics, policy, logTemperature } = params
  const one = forward(critics.one, before)
  const two = forward(critics.two, before)
  const off = (values: tf.Tensor2D) =>
    values.mul(actions).sum<tf.Tensor1D>(1).sub(targets).square().mean<tf.Scalar>()
  const value = off(one).add<tf.Scalar>(off(two)).mul<tf.Scalar>(0.5)
  const logs = tf.logSoftmax(effectiveRows(forward(policy, before), before))
  const best = stopGradient(tf.minimum(one, two))
  const temperature = stopGradient(logTemperature.exp())
  const chosen = logs.exp().mul(logs.mul(temperature).sub(best)).sum<tf.Tensor1D>(1)
  const entropy = logs.exp().mul(logs).sum<tf.Tensor1D>(1).mean<tf.Scalar>().neg<tf.Scalar>()
  const spread = logTemperature.sum<tf.Scalar>().mul(stopGradient(entropy).sub(targetEntropy))
  return {
    loss: value.add(chosen.mean<tf.Scalar>()).add(spread),
    numbers: tf.stack([value, entropy, logTemperature.exp().sum()]) as tf.Tensor1D,
  }
}

function smaller({ one, two }: Critics, observations: tf.Tensor2D): tf.Tensor2D {
  return tf.minimum(forward(one, observations), forward(two, observations))
}
