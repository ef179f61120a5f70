import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { overlap } from '../../../src/model/overlap.js'
import { gradientError, wave } from '../../_util/gradients.js'
import { leavesNoTensorsOn } from '../../_util/tensors.js'

describe.each(['cpu', 'wasm'] as const)('the overlap of factor portfolios on %s', (engine) => {
  leavesNoTensorsOn(engine)

  const of = (...dates: number[][][]) => overlap(tf.tensor3d(dates)).dataSync()[0]

  it('is the mean squared cosine of pairs, computed by hand', () => {
    expect(
      of([
        [0.5, 0.5, 0],
        [0.5, 0.5, 0],
      ]),
    ).toBeCloseTo(1, 6)
    expect(
      of([
        [0.5, 0.5, 0],
        [0, 0, 1],
      ]),
    ).toBe(0)
    expect(
      of([
        [1, 0],
        [0.5, 0.5],
      ]),
    ).toBeCloseTo(1 / 2, 6)
    // pairs ½, 0 and ½ of one date, 1 of every pair of the other
    const three = [
      [1, 0],
      [0.5, 0.5],
      [0, 1],
    ]
    expect(of(three, [three[0], three[0], three[0]])).toBeCloseTo((1 / 3 + 1) / 2, 6)
  })

  it('is 0 for one factor, and on a date without a universe', () => {
    expect(of([[0.5, 0.5]])).toBe(0)
    expect(
      of([
        [0, 0],
        [0, 0],
      ]),
    ).toBe(0)
  })

  it('does not depend on the size of the portfolios', () => {
    const [a, b] = [
      [0.2, 0.5, 0.3],
      [0.6, 0.1, 0.3],
    ]
    expect(of([a.map((x) => x / 1000), b])).toBeCloseTo(of([a, b]), 5)
  })

  it('has a gradient', () => {
    const error = gradientError(
      (weights) => overlap(weights.add(1) as tf.Tensor3D),
      [wave(1, [2, 3, 4])],
      { h: 3e-3 },
    )
    expect(error).toBeLessThan(0.02)
  })
})
