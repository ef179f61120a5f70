import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { gelu } from '../../../src/tensor/activations.js'
import { stopGradient } from '../../../src/tensor/gradient.js'
import {
  applyEach,
  combineEach,
  matMul,
  ridgeGram,
  solveOnDevice,
  solveSpd,
} from '../../../src/tensor/linalg.js'
import { gradientError, mixed, wave } from '../../_util/gradients.js'
import { leavesNoTensorsOn } from '../../_util/tensors.js'

const worst = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).abs().max().dataSync()[0]

describe.each(['cpu', 'wasm'] as const)('on %s', (engine) => {
  leavesNoTensorsOn(engine)

  describe('matMul', () => {
    it.each([
      [3, 4, 5],
      [1, 4, 5],
      [3, 1, 5],
      [1, 6, 1],
    ])('of [%i, %i] × [.., %i] is the product, with its gradients', (m, k, n) => {
      const [a, b] = [wave<tf.Tensor2D>(1, [m, k]), wave<tf.Tensor2D>(2, [k, n])]
      expect(worst(matMul(a, b), tf.matMul(a, b))).toBe(0)
      const error = gradientError(
        (x, y) => mixed(matMul(x as tf.Tensor2D, y as tf.Tensor2D)),
        [a, b],
      )
      expect(error).toBeLessThan(1e-3)
    })

    it('gives no gradient to a constant factor', () => {
      const [a, b] = [wave<tf.Tensor2D>(1, [3, 4]), wave<tf.Tensor2D>(2, [4, 5])]
      const left = gradientError((x) => mixed(matMul(x as tf.Tensor2D, b, 'left')), [a])
      const right = gradientError((y) => mixed(matMul(a, y as tf.Tensor2D, 'right')), [b])
      expect(Math.max(left, right)).toBeLessThan(1e-3)
    })
  })

  it('ridgeGram is W Wᵀ + λI of each date, with its gradient', () => {
    const w = wave<tf.Tensor3D>(1, [2, 3, 4])
    const expected = tf.matMul(w, w, false, true).add(tf.eye(3).mul(0.1))
    expect(worst(ridgeGram(w, 0.1), expected)).toBeLessThan(1e-6)
    expect(gradientError((x) => mixed(ridgeGram(x as tf.Tensor3D, 0.1)), [w])).toBeLessThan(1e-3)
  })

  it('applyEach is W v and combineEach Wᵀ x, with their gradients', () => {
    const [w, v, x] = [
      wave<tf.Tensor3D>(1, [2, 3, 4]),
      wave<tf.Tensor2D>(2, [2, 4]),
      wave<tf.Tensor3D>(3, [2, 3, 1]),
    ]
    expect(worst(applyEach(w, v), tf.matMul(w, v.reshape([2, 4, 1])))).toBeLessThan(1e-6)
    expect(worst(combineEach(w, x), tf.matMul(w, x, true, false).reshape([2, 4]))).toBeLessThan(
      1e-6,
    )
    const apply = gradientError(
      (a, b) => mixed(applyEach(a as tf.Tensor3D, b as tf.Tensor2D)),
      [w, v],
    )
    const combine = gradientError(
      (a, b) => mixed(combineEach(a as tf.Tensor3D, b as tf.Tensor3D)),
      [w, x],
    )
    expect(Math.max(apply, combine)).toBeLessThan(1e-3)
  })

  describe('solveSpd', () => {
    const system = () => ({
      gram: ridgeGram(wave<tf.Tensor3D>(1, [4, 5, 7]), 0.05),
      right: wave<tf.Tensor3D>(2, [4, 5, 1]),
    })

    it('solves each date', () => {
      const { gram, right } = system()
      expect(worst(tf.matMul(gram, solveSpd(gram, right)), right)).toBeLessThan(1e-5)
    })

    it('agrees with the elimination for engines that cannot read back synchronously', () => {
      const { gram, right } = system()
      expect(worst(solveOnDevice(gram, right), solveSpd(gram, right))).toBeLessThan(1e-4)
    })

    it('eliminates a single factor, and gives NaN where a matrix is not positive definite', () => {
      const single = solveOnDevice(tf.tensor3d([4, 2], [2, 1, 1]), tf.ones([2, 1, 1]))
      expect([...single.dataSync()]).toEqual([0.25, 0.5])
      const gram = tf.tensor3d([1, 2, 2, 1, 4, 0, 0, 4], [2, 2, 2])
      const [first, , ...second] = solveOnDevice(gram, tf.ones([2, 2, 1])).dataSync()
      expect(first).toBeNaN()
      expect(second).toEqual([0.25, 0.25])
    })

    it('has the gradients of the solution', () => {
      const right = wave<tf.Tensor3D>(2, [2, 3, 1])
      const error = gradientError(
        (w, b) => mixed(solveSpd(ridgeGram(w as tf.Tensor3D, 0.5), b as tf.Tensor3D)),
        [wave<tf.Tensor3D>(1, [2, 3, 4]), right],
      )
      expect(error).toBeLessThan(5e-3)
    })

    it('is NaN where a matrix is not positive definite', () => {
      const gram = tf.tensor3d([1, 2, 2, 1, 4, 0, 0, 4], [2, 2, 2])
      const solution = solveSpd(gram, tf.ones([2, 2, 1])).dataSync()
      expect(Number.isNaN(solution[0])).toBe(true)
      expect([...solution.slice(2)]).toEqual([0.25, 0.25])
    })
  })

  it('gelu is ½ x (1 + tanh u), with its gradient', () => {
    const x = tf.linspace(-4, 4, 33)
    const expected = Array.from(x.dataSync(), (v) => {
      const u = Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)
      return 0.5 * v * (1 + Math.tanh(u))
    })
    expect(worst(gelu(x), tf.tensor1d(expected))).toBeLessThan(1e-5)
    expect(gradientError((y) => mixed(gelu(y)), [x])).toBeLessThan(1e-3)
  })

  it('stopGradient keeps the value and stops its gradient', () => {
    const x = wave<tf.Tensor1D>(1, [3])
    const gradient = tf.grad((y) => stopGradient(y).mul(y).sum())(x)
    expect(worst(gradient, x)).toBe(0)
  })
})
