import * as tf from '@tensorflow/tfjs'
import { ACTIONS } from './action.js'
import type { PpoBatch } from './ppo-loss.js'
import type { Rollout } from './ppo-rollout.js'

/** Added to the standard deviation of advantages. */
const EPSILON = 1e-8

/** Places of a rollout as tensors, their advantages with mean 0 and sample standard deviation 1. */
export function batchOf(rollout: Rollout, places: Int32Array): PpoBatch {
  const column = (values: ArrayLike<number>) =>
    tf.tensor1d(Float32Array.from(places, (place) => values[place]))
  const { actions, logProbabilities, returns, values } = rollout
  return {
    observations: rowsOf(rollout, places),
    actions: chosen(places, actions),
    logProbabilities: column(logProbabilities),
    advantages: tf.tensor1d(normalised(places, rollout.advantages)),
    returns: column(returns),
    values: column(values),
  }
}

function rowsOf({ observations, width }: Rollout, places: Int32Array): tf.Tensor2D {
  const rows = new Float32Array(places.length * width)
  places.forEach((place, i) => {
    rows.set(observations.subarray(place * width, (place + 1) * width), i * width)
  })
  return tf.tensor2d(rows, [places.length, width])
}

/** `[b, 3]`, 1 at the action of each place. */
function chosen(places: Int32Array, actions: ArrayLike<number>): tf.Tensor2D {
  const rows = new Float32Array(places.length * ACTIONS.length)
  places.forEach((place, i) => {
    rows[i * ACTIONS.length + actions[place]] = 1
  })
  return tf.tensor2d(rows, [places.length, ACTIONS.length])
}

function normalised(places: Int32Array, advantages: Float64Array): Float32Array {
  const drawn = Float64Array.from(places, (place) => advantages[place])
  const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length
  const squares = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / Math.max(1, drawn.length - 1))
  return Float32Array.from(drawn, (x) => (x - mean) / (deviation + EPSILON))
}
