import * as tf from '@tensorflow/tfjs'
import type { Loss } from './descend.js'
import { effectiveRows } from './effective.js'
import { forward, type Mlp } from './mlp.js'

/** The policy's logits of the three actions, and the value of an observation. */
export type ActorCritic = {
  readonly policy: Mlp
  readonly value: Mlp
}

/** A minibatch of b steps, as the policy was that took them. */
export interface PpoBatch {
  readonly observations: tf.Tensor2D
  /** `[b, 3]`, 1 at the action taken. */
  readonly actions: tf.Tensor2D
  /** `[b]` each; advantages normalised over the minibatch. */
  readonly logProbabilities: tf.Tensor1D
  readonly advantages: tf.Tensor1D
  readonly returns: tf.Tensor1D
  readonly values: tf.Tensor1D
}

export interface PpoWeights {
  readonly clip: number
  readonly valueClip: number
  readonly valueWeight: number
  readonly entropyWeight: number
}

/**
 * `−mean surrogate + c_v · ½ mean max((V − R)², (V′ − R)²) − c_e · entropy`, `V′` the value clipped
 * around that of the rollout (Schulman et al. 2017, the released code). Numbers: policy loss, value
 * loss, entropy, and the estimate `mean (ratio − 1 − ln ratio)` of the divergence from the old policy.
 */
export function ppoLoss(params: ActorCritic, batch: PpoBatch, weights: PpoWeights): Loss {
  const logs = tf.logSoftmax(
    effectiveRows(forward(params.policy, batch.observations), batch.observations),
  )
  const logRatio = logs
    .mul(batch.actions)
    .sum<tf.Tensor1D>(1)
    .sub<tf.Tensor1D>(batch.logProbabilities)
  const ratio = logRatio.exp()
  const policy = surrogate(ratio, batch.advantages, weights.clip).mean<tf.Scalar>().neg<tf.Scalar>()
  const value = valueLoss(forward(params.value, batch.observations).flatten(), batch, weights)
  const entropy = logs.exp().mul(logs).sum<tf.Tensor1D>(1).mean<tf.Scalar>().neg<tf.Scalar>()
  const divergence = ratio.sub(1).sub(logRatio).mean<tf.Scalar>()
  return {
    loss: policy.add(value.mul(weights.valueWeight)).sub(entropy.mul(weights.entropyWeight)),
    numbers: tf.stack([policy, value, entropy, divergence]) as tf.Tensor1D,
  }
}

/** `min(r A, clip(r, 1 ± ε) A)` */
export function surrogate<T extends tf.Tensor>(ratio: T, advantages: T, clip: number): T {
  const clipped = tf.clipByValue(ratio, 1 - clip, 1 + clip)
  return tf.minimum(ratio.mul(advantages), clipped.mul(advantages))
}

function valueLoss(value: tf.Tensor1D, { returns, values }: PpoBatch, { valueClip }: PpoWeights) {
  const clipped = values.add(tf.clipByValue(value.sub(values), -valueClip, valueClip))
  const worse = tf.maximum(value.sub(returns).square(), clipped.sub(returns).square())
  return worse.mean<tf.Scalar>().mul<tf.Scalar>(0.5)
}
