import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { attention, scores } from '../../../src/model/attention.js'
import { disposeParams } from '../../../src/tensor/params.js'
import { keyOf } from '../../../src/tensor/random.js'
import { gradientError, mixed, wave } from '../../_util/gradients.js'
import { leavesNoTensorsOn } from '../../_util/tensors.js'

const SCORES = [
  -0.341467265, 0.3637175581, -0.3786880418, 0.3860790817, -0.3857427462, 0.7655834686,
  -0.7034287468, 0.6271948939, -0.5384077309, 0.4388443336,
]
const WEIGHTS = [
  0.1425644811, 0.2885819841, 0.1373556599, 0.2951078087, 0.1363900663, 0.3232447473, 0.074395656,
  0.2814686837, 0.0877435687, 0.2331473444,
]

/** The panel of AF-1: 5 assets, 3 characteristics, d = 2, K = 2. */
function example(mask: readonly number[] = [1, 1, 1, 1, 1]) {
  const grid = (rows: number, columns: number, f: (row: number, column: number) => number) =>
    tf.tensor2d(
      Float32Array.from({ length: rows * columns }, (_, at) =>
        f(Math.floor(at / columns), at % columns),
      ),
      [rows, columns],
    )
  return {
    model: attention({ factorCount: 2, characteristicCount: 3, width: 2, init: 'fan-in' }),
    params: {
      embedding: grid(3, 2, (m, j) => Math.cos(1 + 2 * m + j)),
      queries: grid(2, 2, (k, j) => Math.sin(2 + 2 * k + j)),
    },
    characteristics: {
      values: grid(5, 3, (i, m) => Math.sin(1 + 3 * i + m)),
      mask: tf.tensor3d([...mask], [1, 1, 5]),
    },
  }
}

describe.each(['cpu', 'wasm'] as const)('attention factors on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it('AF-1: scores and weights of the worked example', () => {
    const { model, params, characteristics } = example()
    const got = [...scores(params, characteristics).dataSync()]
    got.forEach((score, at) => {
      expect(score).toBeCloseTo(SCORES[at], 5)
    })
    const weights = [...model.weights(params, characteristics).dataSync()]
    weights.forEach((weight, at) => {
      expect(weight).toBeCloseTo(WEIGHTS[at], 6)
    })
  })

  it('AF-2: rows are positive and sum to 1, with names outside the universe exactly 0', () => {
    const { model, params, characteristics } = example([1, 0, 1, 1, 0])
    const weights = model.weights(params, characteristics)
    for (const sum of weights.sum(2).dataSync()) expect(sum).toBeCloseTo(1, 6)
    const values = [...weights.dataSync()]
    values.forEach((weight, at) => {
      if ([1, 4].includes(at % 5)) expect(weight).toBe(0)
      else expect(weight).toBeGreaterThan(0)
    })
  })

  it('AF-2: a date without a universe has no weights, and no NaN', () => {
    const { model, params, characteristics } = example([0, 0, 0, 0, 0])
    expect([...model.weights(params, characteristics).dataSync()]).toEqual(new Array(10).fill(0))
  })

  it('AF-3: a characteristic equal for all assets has no effect', () => {
    const { params, characteristics } = example()
    const level = tf.concat2d([characteristics.values, tf.fill([5, 1], 0.37)], 1)
    const embedding = tf.concat2d([params.embedding, tf.tensor2d([[1.7, -0.9]])], 0)
    const wider = attention({ factorCount: 2, characteristicCount: 4, width: 2, init: 'fan-in' })
    const weights = wider.weights({ ...params, embedding }, { ...characteristics, values: level })
    ;[...weights.dataSync()].forEach((weight, at) => {
      expect(weight).toBeCloseTo(WEIGHTS[at], 6)
    })
  })

  it('dates are independent', () => {
    const { model, params, characteristics } = example()
    const other = wave<tf.Tensor2D>(3, [5, 3])
    const both = model.weights(params, {
      values: tf.concat2d([other, characteristics.values], 0),
      mask: tf.ones([2, 1, 5]),
    })
    ;[...both.slice([1, 0, 0]).dataSync()].forEach((weight, at) => {
      expect(weight).toBeCloseTo(WEIGHTS[at], 6)
    })
  })

  it('AF-9: gradients of the embedding and the queries', () => {
    const { model, characteristics } = example([1, 1, 0, 1, 1])
    const error = gradientError(
      (embedding, queries) =>
        mixed(
          model.weights(
            { embedding: embedding as tf.Tensor2D, queries: queries as tf.Tensor2D },
            characteristics,
          ),
        ),
      [wave(1, [3, 2]), wave(2, [2, 2])],
    )
    expect(error).toBeLessThan(0.01)
  })

  it('divides the scores by a temperature', () => {
    const { model, params, characteristics } = example()
    const shape = { factorCount: 2, characteristicCount: 3, width: 2, init: 'fan-in' } as const
    const cold = attention({ ...shape, temperature: 0.25 }).weights(params, characteristics)
    const scaled = { ...params, queries: params.queries.mul<tf.Tensor2D>(4) }
    const expected = [...model.weights(scaled, characteristics).dataSync()]
    cold.dataSync().forEach((weight, at) => {
      expect(weight).toBeCloseTo(expected[at], 6)
    })
    expect(scores(params, characteristics, 0.25).dataSync()[0]).toBeCloseTo(4 * SCORES[0], 5)
  })

  it.each([
    ['fan-in', 0.2, 0.5],
    ['unit', 0.9, 1.1],
  ] as const)('starts %s parameters at their scale', (init, least, most) => {
    const shape = { factorCount: 30, characteristicCount: 9, width: 32, init }
    const params = attention(shape).init(keyOf(1))
    const spread = tf.moments(params.embedding).variance.sqrt().dataSync()[0]
    expect(spread * (init === 'unit' ? 1 : Math.sqrt(3))).toBeGreaterThan(least)
    expect(spread).toBeLessThan(most)
    const again = attention(shape).init(keyOf(1))
    expect([...again.queries.dataSync()]).toEqual([...params.queries.dataSync()])
    disposeParams(params)
    disposeParams(again)
  })
})
