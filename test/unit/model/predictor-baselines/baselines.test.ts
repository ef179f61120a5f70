import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import type { Sequences } from '../../../../src/model/layers/sequences.js'
import { conditionalAutoencoder } from '../../../../src/model/predictor-baselines/conditional-autoencoder.js'
import { gruPredictor } from '../../../../src/model/predictor-baselines/gru.js'
import { residualDeviation } from '../../../../src/model/predictor-baselines/point-predictor.js'
import { transformerPredictor } from '../../../../src/model/predictor-baselines/transformer.js'
import { adamW, disposeState } from '../../../../src/tensor/optim.js'
import { disposeParams, leaves, type Params, withLeaves } from '../../../../src/tensor/params.js'
import { type Key, keyOf } from '../../../../src/tensor/random.js'
import { Draw } from '../../../_util/float64.js'
import { gradientError, wave } from '../../../_util/gradients.js'
import { leavesNoTensorsOn } from '../../../_util/tensors.js'

const [DATES, STEPS, STOCKS, C] = [3, 4, 6, 3]
const ROWS = STEPS + DATES - 1
/** Steps of the differences: small where the model bends (ReLU has kinks), large where rounding in float32 is the larger error. */
const STEP: Readonly<Record<string, number>> = {
  gru: 2e-3,
  transformer: 8e-3,
  'conditional autoencoder': 5e-4,
}

interface Model {
  init(key: Key): Params
  forward(params: Params, sequences: Sequences): tf.Tensor2D
  loss(params: Params, sequences: Sequences, labels: tf.Tensor2D): tf.Scalar
}

const autoencoder = conditionalAutoencoder({ characteristicCount: C, width: 5, factorCount: 2 })
type AutoencoderParams = ReturnType<typeof autoencoder.init>

const MODELS: readonly (readonly [string, Model])[] = [
  ['gru', gruPredictor({ characteristicCount: C, hidden: 4 }) as unknown as Model],
  [
    'transformer',
    transformerPredictor({
      characteristicCount: C,
      lookback: STEPS,
      width: 4,
      heads: 2,
      blockCount: 2,
    }) as unknown as Model,
  ],
  [
    'conditional autoencoder',
    {
      ...autoencoder,
      forward: (params: Params, sequences: Sequences) =>
        autoencoder.forward(params as AutoencoderParams, sequences, tf.tensor1d([0.7, -0.4])),
    } as unknown as Model,
  ],
]

function example() {
  const draw = new Draw(3)
  const mask = tf.tensor2d(
    Float32Array.from({ length: DATES * STOCKS }, (_, at) => (at === 2 || at === 9 ? 0 : 1)),
    [DATES, STOCKS],
  )
  const values = tf.tensor3d(draw.values(ROWS * STOCKS * C), [ROWS, STOCKS, C])
  const labels = tf.tensor2d(draw.values(DATES * STOCKS), [DATES, STOCKS]).mul<tf.Tensor2D>(mask)
  return { sequences: { values, mask }, labels }
}

/** Away from vanishing gradients, so that finite differences resolve them. */
const paramsOf = (model: Model) => {
  const params = model.init(keyOf(4))
  return withLeaves(
    params,
    leaves(params).map((tensor, i) => tensor.add(wave(i, tensor.shape))),
  )
}
const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync())

describe.each(['cpu', 'wasm'] as const)('baseline predictors on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it.each(MODELS)('%s: gradients of the loss equal finite differences', (name, model) => {
    const { sequences, labels } = example()
    const params = paramsOf(model)
    const error = gradientError(
      (...tensors) => model.loss(withLeaves(params, tensors), sequences, labels),
      leaves(params),
      { h: STEP[name] },
    )
    expect(error).toBeLessThan(0.02)
  })

  it.each(MODELS)('%s: masked assets and later rows have no effect', (_, model) => {
    const { sequences, labels } = example()
    const params = paramsOf(model)
    const noise = tf.sub(1, sequences.mask).mul<tf.Tensor2D>(5)
    const last = tf.tensor3d(
      Float32Array.from({ length: ROWS }, (_, at) => (at === ROWS - 1 ? 5 : 0)),
      [ROWS, 1, 1],
    )
    const later = { ...sequences, values: sequences.values.add<tf.Tensor3D>(last) }
    const [before, after] = [sequences, later].map((of) => numbers(model.forward(params, of)))
    expect(after.slice(0, (DATES - 1) * STOCKS)).toEqual(before.slice(0, (DATES - 1) * STOCKS))
    expect(after).not.toEqual(before)
    const altered = labels.add<tf.Tensor2D>(noise)
    const [plain, other] = [labels, altered].map((y) => numbers(model.loss(params, sequences, y)))
    expect(other).toEqual(plain)
  })

  it.each(MODELS)('%s: a date without assets keeps numbers and gradients finite', (_, model) => {
    const { sequences, labels } = example()
    const present = tf.tensor2d([1, 0, 1], [DATES, 1])
    const mask = sequences.mask.mul<tf.Tensor2D>(present)
    const params = paramsOf(model)
    const { value, grads } = tf.valueAndGrads((...tensors) =>
      model.loss(withLeaves(params, tensors), { ...sequences, mask }, labels.mul(mask)),
    )(leaves(params))
    for (const tensor of [value, ...grads]) {
      expect(numbers(tensor).every(Number.isFinite)).toBe(true)
    }
  })

  it.each(MODELS)('%s: 60 steps halve the loss and leak no tensors', (_, model) => {
    const { sequences, labels } = example()
    const optimiser = adamW({ rate: () => 2e-2 })
    let params = model.init(keyOf(4))
    let state = optimiser.init(params)
    const step = () => {
      const { value, grads } = tf.valueAndGrads((...tensors) =>
        model.loss(withLeaves(params, tensors), sequences, labels),
      )(leaves(params))
      const next = optimiser.update(params, grads, state)
      const loss = value.dataSync()[0]
      tf.dispose([value, ...grads])
      disposeParams(params)
      disposeState(state)
      ;({ params, state } = next)
      return loss
    }
    const first = step()
    const before = tf.memory().numTensors
    let last = first
    for (let i = 0; i < 60; i++) last = step()
    expect(tf.memory().numTensors).toBe(before)
    expect(last).toBeLessThan(first / 2)
  })

  it('the conditional autoencoder recovers planted factors', () => {
    const mask = tf.ones<tf.Rank.R2>([DATES, STOCKS])
    const { values } = example().sequences
    const own = values.slice([STEPS - 1, 0, 0], [DATES, STOCKS, C])
    const factors = tf.tensor3d([1, -2, 0.5, 0.3, 0.4, -1, 2, 1, 0], [DATES, C, 1])
    const labels = tf.matMul(own, factors).reshape<tf.Tensor2D>([DATES, STOCKS])
    const plain = {
      ...autoencoder.init(keyOf(1)),
      factor: { weight: tf.eye(3, 2) as tf.Tensor2D, bias: tf.tensor1d([0, 1]) },
    }
    const got = numbers(autoencoder.factors(plain, { values, mask }, labels))
    const expected = [1, -2 + 1, 0.3, 0.4 + 1, 2, 1 + 1]
    got.forEach((value, at) => {
      expect(Math.abs(value - expected[at])).toBeLessThan(0.1)
    })
  })
})

it('the risk of a point prediction is its residual deviation over known labels', () => {
  const blocks = [
    { predicted: [1, 2], labels: [2, 100], mask: [1, 0] },
    { predicted: [0], labels: [2], mask: [1] },
  ]
  expect(residualDeviation(blocks)).toBeCloseTo(Math.sqrt((1 + 4) / 2), 12)
})
