import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { attentionWeights } from '../../../../src/model/factor-vae/attention-weights.js'
import { headCosines } from '../../../../src/model/factor-vae/cosines.js'
import { portfolioReturns, portfolioWeights } from '../../../../src/model/factor-vae/portfolios.js'
import { decode } from '../../../../src/model/layers/factor-decoder.js'
import { positive } from '../../../../src/model/layers/gaussian-head.js'
import { divergence, negativeLogLikelihood } from '../../../../src/model/layers/normal.js'
import { leavesNoTensorsOn } from '../../../_util/tensors.js'

/** Worked examples FV-1 to FV-5 and FV-8 (NumPy, float64). */
const row = (...values: number[]) => tf.tensor2d(values, [1, values.length])
const normal = (mean: number, sd: number) => ({ mean: row(mean), sd: row(sd) })
const grid = (rows: number, columns: number, f: (row: number, column: number) => number) =>
  tf.tensor2d(
    Float32Array.from({ length: rows * columns }, (_, at) =>
      f(Math.floor(at / columns), at % columns),
    ),
    [rows, columns],
  )
const close = (got: tf.Tensor, expected: readonly number[], digits = 6) => {
  const values = [...got.dataSync()]
  expect(values).toHaveLength(expected.length)
  values.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at], digits)
  })
}
/** Four assets of one date, `e[i][h] = sin(1 + 3i + h)`. */
const embedding = () => grid(4, 3, (i, h) => Math.sin(1 + 3 * i + h))
const everyStock = () => tf.ones<tf.Rank.R2>([1, 4])

describe.each(['cpu', 'wasm'] as const)('FactorVAE on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it.each([
    [0, 1, 0, 1, 0],
    [1, 1, 0, 1, 0.5],
    [0, 2, 0, 1, 0.8068528194],
    [0, 0.5, 0, 1, 0.3181471806],
    [0.3, 0.4, -0.2, 0.9, 0.564016636],
  ])('FV-1: KL(%d, %d ‖ %d, %d) is %d', (mean, sd, priorMean, priorSd, expected) => {
    close(divergence(normal(mean, sd), normal(priorMean, priorSd)), [expected])
  })

  it('FV-1: the divergence is not symmetric, and sums over factors', () => {
    const [q, p] = [normal(0.3, 0.4), normal(-0.2, 0.9)]
    expect(divergence(p, q).dataSync()[0]).toBeGreaterThan(1)
    const both = { mean: row(1, 0), sd: row(1, 2) }
    close(divergence(both, { mean: row(0, 0), sd: row(1, 1) }), [0.5 + 0.8068528194])
  })

  it.each([
    [0, 0, 1, 0.9189385332],
    [0.5, 0.2, 0.8, 0.7661074819],
    [0.01, 0, 0.02, -2.8680844722],
  ])(
    'FV-2: the negative log likelihood of %d under (%d, %d) is %d',
    (label, mean, sd, expected) => {
      close(negativeLogLikelihood(row(label), normal(mean, sd), row(1)), [expected])
    },
  )

  it('FV-3: portfolios are softmaxes over assets', () => {
    const params = { portfolios: grid(3, 2, (h, j) => Math.cos(h + 2 * j)) }
    const weights = portfolioWeights(params, embedding().expandDims(0), everyStock())
    close(
      weights,
      [
        0.5046099725, 0.0443056561, 0.3914208405, 0.0596635308, 0.0274269749, 0.4463258466,
        0.0229175632, 0.5033296154,
      ],
      6,
    )
    close(weights.sum(2), [1, 1])
    close(portfolioReturns(weights, row(0.02, -0.01, 0.005, 0)), [0.0116062471, -0.0038001312], 7)
  })

  it('FV-3: a masked asset has a weight of exactly 0', () => {
    const params = { portfolios: grid(3, 2, (h, j) => Math.cos(h + 2 * j)) }
    const weights = portfolioWeights(params, embedding().expandDims(0), row(1, 0, 1, 1))
    close(weights.sum(2), [1, 1])
    expect([1, 5].map((at) => weights.dataSync()[at])).toEqual([0, 0])
  })

  it('FV-4: attention over the positive cosines', () => {
    const query = row(0.5, -0.2, 0.3)
    const cosines = headCosines({ query, key: tf.eye(3) }, embedding())
    close(cosines, [0.3658502793, -0.3500913303, 0.328103832, -0.3003156863])
    const { weights, attending } = attentionWeights(cosines.reshape([1, 4, 1]), everyStock())
    close(weights, [0.5271966451, 0, 0.4728033549, 0])
    close(attending, [1])
    const averaged = tf.matMul(weights.reshape<tf.Tensor2D>([1, 4]), embedding())
    close(averaged, [0.7542461481, 0.947150451, 0.2692489972])
  })

  it('FV-4: a head without a positive cosine gives the assets of the date equal attention', () => {
    const cosines = tf.tensor3d([-0.1, -0.9, -0.3, -0.2], [1, 4, 1])
    const { weights, attending } = attentionWeights(cosines, row(1, 1, 0, 1))
    close(weights, [1 / 3, 1 / 3, 0, 1 / 3])
    close(attending, [0])
  })

  it.each([
    ['no positive cosine', [-0.1, -0.9, -0.3, -0.2], [1, 1, 0, 1]],
    ['only a masked asset with a positive cosine', [-0.1, -0.9, 0.3, -0.2], [1, 1, 0, 1]],
    ['no stock', [0.1, 0.2, 0.3, 0.4], [0, 0, 0, 0]],
  ])('FV-4: with %s the gradient is 0, not NaN', (_, cosines, mask) => {
    const gradient = tf.grad((c) =>
      attentionWeights(c as tf.Tensor3D, row(...mask)).weights.mul(
        tf.tensor3d([1, 2, 3, 4], [1, 4, 1]),
      ),
    )(tf.tensor3d([...cosines], [1, 4, 1]))
    expect([...gradient.dataSync()].map(Math.abs)).toEqual([0, 0, 0, 0])
  })

  it('FV-4: a query of 0 and an embedding of 0 have cosine 0 and finite gradients', () => {
    const inputs = [tf.zeros([1, 3]), tf.eye(3), tf.zeros([2, 3])]
    const cosines = (query: tf.Tensor, key: tf.Tensor, e: tf.Tensor) =>
      headCosines({ query: query as tf.Tensor2D, key: key as tf.Tensor2D }, e as tf.Tensor2D)
    close(cosines(inputs[0], inputs[1], inputs[2]), [0, 0])
    for (const gradient of tf.grads((q, k, e) => cosines(q, k, e))(inputs)) {
      expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true)
    }
  })

  it('FV-5: means and deviations equal the closed form', () => {
    const exposures = {
      alpha: { mean: row(0.001, 0, -0.002, 0.003), sd: row(0.01, 0.02, 0.015, 0.01) },
      betas: grid(4, 2, (i, k) => Math.cos(i + 2 * k)).expandDims<tf.Tensor3D>(0),
    }
    const { mean, sd } = decode(exposures, { mean: row(0.01, -0.02), sd: row(0.05, 0.03) })
    close(mean, [0.0193229367, 0.025202873, 0.0069114041, -0.0125731687], 7)
    close(sd, [0.0524962891, 0.0448541312, 0.0322873111, 0.0512116263], 7)
  })

  it('FV-8: softplus has its floor', () => {
    const [zero, low, lowest, high] = positive(row(0, -20, -200, 90)).dataSync()
    expect(zero).toBeCloseTo(Math.LN2 + 1e-6, 6)
    expect(low / (1e-6 + 2.0612e-9)).toBeCloseTo(1, 4)
    expect(lowest / 1e-6).toBeCloseTo(1, 6)
    expect(high).toBeCloseTo(90, 3)
    const [slope] = tf
      .grad((x) => positive(x))(row(-200))
      .dataSync()
    expect(slope).toBeGreaterThanOrEqual(0)
    expect(Number.isFinite(slope)).toBe(true)
  })
})
