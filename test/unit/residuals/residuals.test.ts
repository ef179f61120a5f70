import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { compose, factorReturns, residuals, ridgeBetas } from '../../../src/residuals/chain.js'
import { effectiveFactors, project, projectionOf } from '../../../src/residuals/residuals.js'
import { gradientError, mixed, wave } from '../../_util/gradients.js'
import { leavesNoTensorsOn } from '../../_util/tensors.js'

/** The factor weights, returns and policy weights of AF-1, λ = 0.01. */
const WEIGHTS = [
  0.1425644811, 0.2885819841, 0.1373556599, 0.2951078087, 0.1363900663, 0.3232447473, 0.074395656,
  0.2814686837, 0.0877435687, 0.2331473444,
]
const RETURNS = [0, 1, 2, 3, 4].map((i) => 0.01 * Math.cos(i))
const POLICY = [0, 1, 2, 3, 4].map((i) => Math.sin(i + 1))

const worst = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).abs().max().dataSync()[0]

/** Softmax weights of 2 dates, 3 factors, 6 assets. */
const someWeights = () => tf.softmax(wave<tf.Tensor3D>(1, [2, 3, 6]).mul(6)) as tf.Tensor3D

/** `I − Wᵀ (W Wᵀ + λI)⁻¹ W` of one date, formed. */
function dense(weights: Float32Array, factorCount: number, ridge: number): tf.Tensor2D {
  const n = weights.length / factorCount
  const betas = tf.tensor2d(ridgeBetas(weights, factorCount, ridge), [factorCount, n])
  const w = tf.tensor2d(weights, [factorCount, n])
  return tf.eye(n).sub(tf.matMul(betas, w, true, false))
}

describe.each(['cpu', 'wasm'] as const)('residuals on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it('AF-1: residuals and asset weights of the worked example', () => {
    const projection = projectionOf(tf.tensor3d(WEIGHTS, [1, 2, 5]), 0.01)
    const expected = [0.0092705991, 0.0079638991, -0.0046556017, -0.0073623528, -0.0067044647]
    const epsilon = project(projection, tf.tensor2d(RETURNS, [1, 5])).dataSync()
    expected.forEach((value, i) => {
      expect(epsilon[i]).toBeCloseTo(value, 6)
    })
    const composed = project(projection, tf.tensor2d(POLICY, [1, 5])).dataSync()
    const book = [0.7271293163, 0.8989416481, 0.0423805251, -0.77183998, -1.03930139]
    book.forEach((value, i) => {
      expect(composed[i]).toBeCloseTo(value, 5)
    })
  })

  it('AF-1: the ridge leaves W ε = λ (WWᵀ + λI)⁻¹ F in the factors', () => {
    const weights = tf.tensor3d(WEIGHTS, [1, 2, 5])
    const epsilon = project(projectionOf(weights, 0.01), tf.tensor2d(RETURNS, [1, 5]))
    const left = tf.matMul(weights, epsilon.reshape([1, 5, 1])).dataSync()
    expect(left[0]).toBeCloseTo(-0.0001066875, 7)
    expect(left[1]).toBeCloseTo(0.0000696186, 7)
  })

  it('AF-4: Φ is symmetric', () => {
    const weights = someWeights()
    const projection = projectionOf(weights, 1e-3)
    const [x, y] = [wave<tf.Tensor2D>(2, [2, 6]), wave<tf.Tensor2D>(3, [2, 6])]
    const left = project(projection, x).mul(y).sum(1)
    expect(worst(left, project(projection, y).mul(x).sum(1))).toBeLessThan(1e-6)
  })

  it('AF-4: without a ridge Φ is idempotent, has trace N − K, and leaves W ε = 0', () => {
    const weights = someWeights()
    const projection = projectionOf(weights, 0)
    const once = project(projection, wave<tf.Tensor2D>(2, [2, 6]))
    expect(worst(project(projection, once), once)).toBeLessThan(1e-5)
    expect(
      tf
        .matMul(weights, once.reshape([2, 6, 1]))
        .abs()
        .max()
        .dataSync()[0],
    ).toBeLessThan(1e-6)
    const one = weights.slice([0], [1]).dataSync<'float32'>()
    const trace = tf
      .eye(6)
      .mul(dense(one, 3, 0))
      .sum()
      .dataSync()[0]
    expect(trace).toBeCloseTo(3, 4)
  })

  it.each([
    [500, 1e-3, 0.6666667],
    [500, 1e-4, 0.952381],
  ])('AF-5: one uniform factor over %i assets at λ = %d hedges %d', (n, ridge, beta) => {
    const projection = projectionOf(tf.fill([1, 1, n], 1 / n), ridge)
    const residual = project(projection, tf.fill([1, n], 0.01)).dataSync()
    expect(1 - residual[7] / 0.01).toBeCloseTo(beta, 5)
  })

  it('AF-6: equals the path through N × N, and the host chain', () => {
    const weights = someWeights()
    const vectors = wave<tf.Tensor2D>(4, [2, 6])
    const projected = project(projectionOf(weights, 1e-2), vectors)
    for (const date of [0, 1]) {
      const w = weights.slice([date], [1]).dataSync<'float32'>()
      const x = vectors.slice([date], [1]).dataSync<'float32'>()
      const got = projected.slice([date], [1])
      const formed = tf.matMul(dense(w, 3, 1e-2), tf.tensor2d(x, [6, 1])).reshape([1, 6])
      expect(worst(got, formed)).toBeLessThan(1e-5)
      const betas = ridgeBetas(w, 3, 1e-2)
      const chained = residuals(x, betas, factorReturns(w, x, 3))
      expect(worst(got, tf.tensor2d(chained, [1, 6]))).toBeLessThan(1e-5)
      const composed = Float32Array.from(compose(x, w, betas))
      expect(worst(got, tf.tensor2d(composed, [1, 6]))).toBeLessThan(1e-5)
    }
  })

  it('AF-8: permuting assets permutes residuals, permuting factors has no effect', () => {
    const weights = someWeights()
    const vectors = wave<tf.Tensor2D>(4, [2, 6])
    const epsilon = project(projectionOf(weights, 1e-3), vectors)
    const mirrored = project(projectionOf(tf.reverse(weights, 2), 1e-3), tf.reverse(vectors, 1))
    expect(worst(tf.reverse(mirrored, 1), epsilon)).toBeLessThan(1e-6)
    const reordered = project(projectionOf(tf.reverse(weights, 1), 1e-3), vectors)
    expect(worst(reordered, epsilon)).toBeLessThan(1e-6)
  })

  it('AF-9: gradients of the weights and the vectors', () => {
    const error = gradientError(
      (scores, x) =>
        mixed(project(projectionOf(tf.softmax(scores as tf.Tensor3D), 0.05), x as tf.Tensor2D)),
      [wave(1, [2, 2, 5]), wave(2, [2, 5])],
    )
    expect(error).toBeLessThan(0.01)
  })

  it('AF-12: df = Σ s²/(s² + λ)', () => {
    const { gram } = projectionOf(tf.tensor3d(WEIGHTS, [1, 2, 5]), 0.01)
    const [s1, s2] = [0.6356468021, 0.2746231967]
    const expected = s1 ** 2 / (s1 ** 2 + 0.01) + s2 ** 2 / (s2 ** 2 + 0.01)
    expect(effectiveFactors(gram, 0.01)).toBeCloseTo(expected, 5)
    expect(5 - effectiveFactors(gram, 0.01)).toBeCloseTo(3.1412233359, 5)
  })
})
