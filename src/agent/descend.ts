import * as tf from '@tensorflow/tfjs'
import { assert } from '../lib/assert.js'
import { type AdamState, disposeState, type Optimiser } from '../tensor/optim.js'
import { disposeParams, leaves, type Params, withLeaves } from '../tensor/params.js'

/** Parameters and the moments of their optimiser; each step replaces both. */
export interface Descent<P extends Params> {
  readonly params: P
  readonly moments: AdamState
}

export interface Loss {
  readonly loss: tf.Scalar
  /** What is reported of the step. */
  readonly numbers: tf.Tensor1D
}

export interface Descended<P extends Params> {
  readonly descent: Descent<P>
  readonly numbers: Float32Array
}

/** One step against the gradient; disposes what it replaces. */
export function descend<P extends Params>(
  { params, moments }: Descent<P>,
  optimiser: Optimiser,
  lossOf: (params: P) => Loss,
): Descended<P> {
  let kept: tf.Tensor1D | undefined
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const { loss, numbers } = lossOf(withLeaves(params, tensors))
    kept = tf.keep(numbers)
    return loss
  })(leaves(params))
  assert(kept, 'the loss was evaluated')
  const numbers = kept.dataSync<'float32'>().slice()
  const moved = optimiser.update(params, grads, moments)
  tf.dispose([value, kept, ...grads])
  disposeParams(params)
  disposeState(moments)
  return { descent: { params: moved.params, moments: moved.state }, numbers }
}

export function disposeDescent({ params, moments }: Descent<Params>): void {
  disposeParams(params)
  disposeState(moments)
}
