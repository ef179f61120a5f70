import { ACTIONS, type Action } from './action.js'

/** `ln softmax(x)`, in double. */
export function logSoftmax(logits: Float64Array): Float64Array {
  const largest = Math.max(...logits)
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0)
  return logits.map((logit) => logit - largest - Math.log(total))
}

/** The action that a uniform draw falls on. */
export function sampled(logProbabilities: Float64Array, draw: number): Action {
  let left = draw
  for (const action of ACTIONS) {
    left -= Math.exp(logProbabilities[action])
    if (left < 0) return action
  }
  return greedy(logProbabilities)
}

/** The action of the largest value, the first of equal ones. */
export function greedy(values: ArrayLike<number>): Action {
  return ACTIONS.reduce((best, action) => (values[action] > values[best] ? action : best))
}
