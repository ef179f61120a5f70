import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { adamW, cosine, disposeState } from '../../../src/tensor/optim.js'
import { disposeParams, leaves, withLeaves } from '../../../src/tensor/params.js'

describe.each(['cpu', 'wasm'] as const)('adamW on %s', (engine) => {
  beforeAll(async () => {
    await openEngine(engine)
  })

  it('takes the steps of torch.optim.AdamW with clipping, decay and a cosine schedule', () => {
    const optimiser = adamW({
      rate: cosine(0.1, 3),
      decay: (name) => (name === 'policy.p' ? 0.05 : 0),
      clipNorm: 1,
    })
    const before = tf.memory().numTensors
    let params = { q: tf.tensor1d([0.3]), policy: { p: tf.tensor1d([0.5, -1, 2]) } }
    let state = optimiser.init(params)
    for (let step = 0; step < 4; step++) {
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const { q, policy } = withLeaves(params, tensors)
        return policy.p
          .mul(3)
          .sin()
          .mul(tf.tensor1d([1, 2, 3]))
          .sum()
          .mul(q.sum()) as tf.Scalar
      })(leaves(params))
      const next = optimiser.update(params, grads, state)
      tf.dispose([value, ...grads])
      disposeParams(params)
      disposeState(state)
      ;({ params, state } = next)
    }
    // PyTorch 2.13 in double, the same loss and schedule.
    const expected = [0.3072950504354767, -0.7889219174123817, 1.7793453395251728]
    for (const [i, p] of params.policy.p.dataSync().entries()) {
      expect(p).toBeCloseTo(expected[i], 5)
    }
    expect(params.q.dataSync()[0]).toBeCloseTo(0.48406443427037044, 5)
    disposeParams(params)
    disposeState(state)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('takes a first step of size learning rate against the sign of the gradient', () => {
    const optimiser = adamW({ rate: () => 0.01 })
    const params = { p: tf.tensor1d([1, 1, 1]) }
    const state = optimiser.init(params)
    const gradient = tf.tensor1d([5, -0.001, 0])
    const next = optimiser.update(params, [gradient], state)
    const [a, b, c] = next.params.p.dataSync()
    expect(a).toBeCloseTo(0.99, 5)
    expect(b).toBeCloseTo(1.01, 5)
    expect(c).toBe(1)
    expect(next.state.step).toBe(1)
  })
})

it('the cosine schedule falls from its peak to two percent of it', () => {
  const rate = cosine(0.01, 100)
  expect(rate(0)).toBe(0.01)
  expect(rate(50)).toBeCloseTo(0.005, 12)
  expect(rate(99)).toBe(0.01 * 0.02)
  expect(rate(500)).toBe(0.01 * 0.02)
})
