import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CnnTransformerParams, cnnTransformer } from '../../../src/policy/cnn-transformer.js'
import type { Dense } from '../../../src/policy/layers.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { disposeParams, leaves, withLeaves } from '../../../src/tensor/params.js'
import { keyOf, normals } from '../../../src/tensor/random.js'

const [L, J, C] = [12, 3, 8]
const policy = cnnTransformer({ lookback: L, dropout: 0.25 })

/** As `reference/cnn_transformer.py` prints them. */
const PYTORCH = [-0.48472076, -0.77800459, -0.67623294]
const PYTORCH_GRADIENT = [
  0.01924378, 0.03506186, 0.02349588, -0.07641804, -0.03336055, 0.02488234, 0.07551305, 0.16175458,
  0.27113255, 0.01503899, -0.09131192, 0.08214042, 0.04983583, -0.00999955, 0.38235984, 0.5093267,
]

function made(salt: number, rows: number, columns: number, around = 0): tf.Tensor2D {
  return tf.tensor2d(
    Array.from({ length: rows * columns }, (_, i) => around + 0.4 * Math.sin(salt + i)),
    [rows, columns],
  )
}

const layer = (salt: number, out: number, inputs: number): Dense => ({
  weight: made(salt, out, inputs),
  bias: made(salt + 1, out, 1),
})

const norm = (salt: number) => ({ scale: made(salt, C, 1, 1), shift: made(salt + 1, C, 1) })

const madeParams = (): CnnTransformerParams => ({
  firstConv: layer(1, C, 2),
  secondConv: layer(3, C, 2 * C),
  query: layer(5, C, C),
  key: layer(7, C, C),
  value: layer(9, C, C),
  mix: layer(11, C, C),
  attentionNorm: norm(13),
  expand: layer(15, 2 * C, C),
  contract: layer(17, C, 2 * C),
  outputNorm: norm(19),
  head: layer(21, 1, C),
})

/** `[L, J]`, newest first. */
const madeWindows = () =>
  tf.tensor2d(
    Array.from({ length: L * J }, (_, i) => {
      const [lag, j] = [Math.floor(i / J), i % J]
      return 0.01 * Math.sin((j * L + L - 1 - lag) ** 2 / 7)
    }),
    [L, J],
  )

describe.each(['cpu', 'wasm'] as const)('the CNN-Transformer on %s', (engine) => {
  beforeAll(async () => {
    await openEngine(engine)
  })

  it('equals the PyTorch layers', () => {
    const decided = policy.weights(madeParams(), madeWindows()).dataSync()
    PYTORCH.forEach((value, j) => {
      expect(decided[j]).toBeCloseTo(value, 4)
    })
  })

  it('has the gradients of the PyTorch layers, through both norms and the attention', () => {
    const params = madeParams()
    const windows = madeWindows()
    const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
      policy.weights(withLeaves(params, tensors), windows).square().sum(),
    )(leaves(params))
    const first = leaves(params).indexOf(params.firstConv.weight)
    const found = grads[first].dataSync()
    PYTORCH_GRADIENT.forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 3)
    })
  })

  it('DL-2: gives the same weights for c x + k, c > 0, and for each window separately', () => {
    const params = policy.init(keyOf(1))
    const residuals = normals(keyOf(2), 2 * L)
    const both = tf.tensor2d(residuals, [L, 2])
    // the oldest residual is the level of the whole path
    const moved = tf.tensor2d(
      residuals.map((x, i) => 3 * x + (i >= (L - 1) * 2 ? 5 : 0)),
      [L, 2],
    )
    const decided = policy.weights(params, both).dataSync()
    const again = policy.weights(params, moved).dataSync()
    const alone = policy.weights(params, tf.slice2d(both, [0, 1], [L, 1])).dataSync()
    expect(again[0]).toBeCloseTo(decided[0], 3)
    expect(again[1]).toBeCloseTo(decided[1], 3)
    expect(alone[0]).toBeCloseTo(decided[1], 5)
    disposeParams(params)
  })

  it('applies dropout only with a key, deterministically, and leaks no tensors', () => {
    const params = policy.init(keyOf(1))
    const windows = madeWindows()
    const before = tf.memory().numTensors
    const dropped = (seed: number) => [
      ...tf.tidy(() => policy.weights(params, windows, { dropoutKey: keyOf(seed) })).dataSync(),
    ]
    expect(dropped(1)).toEqual(dropped(1))
    expect(dropped(1)).not.toEqual(dropped(2))
    expect(tf.memory().numTensors - before).toBe(4)
  })
})
