import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { fourierFeatures, fourierFfn } from '../../../src/policy/fourier-ffn.js'
import { pathsOf } from '../../../src/policy/layers.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { keyOf, normals } from '../../../src/tensor/random.js'

describe.each(['cpu', 'wasm'] as const)('fourier features on %s', (engine) => {
  beforeAll(async () => {
    await openEngine(engine)
  })

  it('DL-1: equal the closed form for a ramp', () => {
    const path = tf.tensor2d(
      Float32Array.from({ length: 30 }, (_, l) => (l + 1) / 100),
      [30, 1],
    )
    const features = fourierFeatures(path).dataSync()
    expect(features.length).toBe(30)
    expect(features[0]).toBeCloseTo(4.65, 5)
    for (const k of [1, 2, 3]) expect(features[k]).toBeCloseTo(-0.15, 5)
    expect(features[16]).toBeCloseTo(1.4271546681, 5)
  })

  it('use the running sum of a window, oldest first', () => {
    const newestFirst = tf.tensor2d([3, 2, 1, 30, 20, 10], [3, 2], 'float32')
    expect(pathsOf(newestFirst).arraySync()).toEqual([
      [20, 10],
      [21, 40],
      [24, 42],
    ])
  })
})

describe('the policy', () => {
  beforeAll(async () => {
    await openEngine('wasm')
  })

  it('gives weights window by window, applies dropout only with a key, and leaks no tensors', () => {
    const policy = fourierFfn({ lookback: 6, dropout: 0.5, inputScale: 1 })
    const params = policy.init(keyOf(1))
    const values = normals(keyOf(2), 12)
    const both = tf.tensor2d(values, [6, 2])
    const one = tf.slice2d(both, [0, 1], [6, 1])
    const before = tf.memory().numTensors
    const decided = policy.weights(params, both)
    expect(policy.weights(params, one).dataSync()[0]).toBeCloseTo(decided.dataSync()[1], 6)
    const dropped = policy.weights(params, both, { dropoutKey: keyOf(3) })
    expect([...dropped.dataSync()]).not.toEqual([...decided.dataSync()])
    expect(tf.memory().numTensors).toBe(before + 3)
  })
})
