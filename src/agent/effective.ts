import * as tf from '@tensorflow/tfjs'
import { HOLD } from './action.js'

/** Added to what ranks an action that would change nothing. */
const NEVER = -1e9

/**
 * Rankings of the actions `[3]` with those that change nothing left out, so that the same step has one
 * name only: selling without shares, and buying while the cash is spent, are holding (invalid action
 * masking, Huang and Ontañón 2022).
 */
export function effective(ranking: Float64Array, observation: Float32Array): Float64Array {
  const holds = observation[observation.length - 1] === 1
  return ranking.map((value, action) => (isIdle(action, holds) ? NEVER : value))
}

/** As `effective`, `[b, 3]`: the last column of the observations is 1 where shares are held. */
export function effectiveRows(ranking: tf.Tensor2D, observations: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const holds = observations.slice([0, observations.shape[1] - 1], [-1, 1])
    const idle = tf.concat([tf.sub(1, holds), tf.zerosLike(holds), holds], 1)
    return ranking.add<tf.Tensor2D>(idle.mul(NEVER))
  })
}

function isIdle(action: number, holds: boolean): boolean {
  return action !== HOLD && action > HOLD === holds
}
