import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import {
  initLongConv,
  kernelEnvelope,
  type LongConvParams,
  type LongConvShape,
  policyWeights,
  squash,
  taps,
} from '../../../src/policy/long-conv.js'
import { windowsOf } from '../../../src/residuals/windows.js'
import { disposeParams, leaves, withLeaves } from '../../../src/tensor/params.js'
import { keyOf } from '../../../src/tensor/random.js'
import { gradientError, mixed, wave } from '../../_util/gradients.js'
import { leavesNoTensorsOn } from '../../_util/tensors.js'

const SHAPE: LongConvShape = {
  hidden: 3,
  lookback: 4,
  squash: 1e-3,
  input: 'cumulative',
  scaling: 'percent',
}

function someParams(): LongConvParams {
  return {
    encoderWeight: wave(3, [3, 1]),
    encoderBias: wave(4, [3, 1]),
    kernel: wave(5, [3, 4]),
    skip: wave(6, [3, 1]),
    valueWeight: wave(7, [3, 3]),
    gateWeight: wave(8, [3, 3]),
    valueBias: wave(9, [3, 1]),
    gateBias: wave(10, [3, 1]),
    outWeight: wave(11, [1, 3]),
    outBias: wave(12, [1, 1]),
  }
}

/** `y = K̄ * u + D u` at every position: one channel, an encoder that passes the input through. */
function longConvolution(u: readonly number[], kernel: readonly number[], skip: number): number[] {
  const lookback = kernel.length
  const filter = taps(
    {
      ...someParams(),
      encoderWeight: tf.ones([1, 1]),
      kernel: tf.tensor2d([[...kernel]]),
      skip: tf.tensor2d([[skip]]),
    },
    { ...SHAPE, hidden: 1, lookback, input: 'raw' },
  )
  const before = new Array<number>(lookback - 1).fill(0)
  const series = tf.tensor2d([...before, ...u, 99], [lookback + u.length, 1])
  return [...tf.matMul(filter, windowsOf(series, lookback)).dataSync()]
}

const KERNEL = [0.5, -0.25, 0.0005, 0.1]
const close = (got: readonly number[], expected: readonly number[]) => {
  expect(got.length).toBe(expected.length)
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 5)
  })
}

describe.each(['cpu', 'wasm'] as const)('the long convolution on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it('LC-1: equals the worked example, linear and not circular', () => {
    close([...squash(tf.tensor1d(KERNEL), 1e-3).dataSync()], [0.499, -0.249, 0, 0.099])
    close(longConvolution([1, 2, 3, 4], KERNEL, 0.1), [0.599, 0.949, 1.299, 1.748])
  })

  it('LC-2: a value changes no earlier output', () => {
    const [a, b] = [
      longConvolution([1, 2, 3, 4], KERNEL, 0.1),
      longConvolution([1, 2, 3, 9], KERNEL, 0.1),
    ]
    expect(b.slice(0, 3)).toEqual(a.slice(0, 3))
    expect(b[3]).not.toBe(a[3])
  })

  it('LC-3: the kernel has its envelope', () => {
    const envelope = kernelEnvelope(32, 30)
    const at = (t: number, h: number) => envelope[(h - 1) * 30 + t - 1]
    expect(at(1, 1)).toBeCloseTo(0.9643024799, 7)
    expect(at(30, 1)).toBeCloseTo(0.3360458289, 7)
    expect(at(1, 16)).toBeCloseTo(0.875173319, 7)
    expect(at(30, 16)).toBeCloseTo(0.0183156389, 8)
    expect(at(1, 32)).toBeCloseTo(0.5866462195, 7)
    expect(at(30, 32)).toBeCloseTo(1.125e-7, 10)
  })

  it('LC-4: an impulse returns the kernel, and the convolution is linear', () => {
    close(longConvolution([1, 0, 0, 0], KERNEL, 0.1), [0.599, -0.249, 0, 0.099])
    const shifted = [0, 1, 2, 3].map((j) =>
      longConvolution(
        [0, 1, 2, 3].map((t) => (t === j ? j + 1 : 0)),
        KERNEL,
        0.1,
      ),
    )
    const sum = [0, 1, 2, 3].map((t) => shifted.reduce((total, y) => total + y[t], 0))
    close(longConvolution([1, 2, 3, 4], KERNEL, 0.1), sum)
  })

  it('LC-5: the squash zeroes up to λ, keeps signs, and shrinks again when repeated', () => {
    const kernel = tf.tensor1d([0.001, -0.001, 0.0009, -0.5, 0.5])
    const once = squash(kernel, 0.001)
    const values = [...once.dataSync()]
    expect(values.slice(0, 3).map(Math.abs)).toEqual([0, 0, 0])
    close(values.slice(3), [-0.499, 0.499])
    close([...squash(once, 0.001).dataSync()].slice(3), [-0.498, 0.498])
  })

  it('reads the running sum over √L by default, or raw residuals', () => {
    const params = someParams()
    const windows = wave<tf.Tensor2D>(1, [4, 5]).mul<tf.Tensor2D>(0.01)
    const summed = tf.reverse(tf.cumsum(tf.reverse(windows, 0), 0), 0).mul<tf.Tensor2D>(0.5)
    const raw = policyWeights(params, summed, { ...SHAPE, input: 'raw' })
    close([...policyWeights(params, windows, SHAPE).dataSync()], [...raw.dataSync()])
  })

  it('is scale-free in units of volatility', () => {
    const params = someParams()
    const windows = wave<tf.Tensor2D>(1, [4, 5])
    const shape = { ...SHAPE, scaling: 'volatility' } as const
    const small = policyWeights(params, windows.mul(50), shape).dataSync()
    const large = policyWeights(params, windows.mul(5000), shape).dataSync()
    small.forEach((weight, i) => {
      expect(weight).toBeCloseTo(large[i], 2)
    })
  })

  it('applies the dropout mask', () => {
    const params = someParams()
    const windows = wave<tf.Tensor2D>(1, [4, 5])
    const kept = policyWeights(params, windows, SHAPE, { dropoutMask: tf.ones([3, 5]) })
    close([...kept.dataSync()], [...policyWeights(params, windows, SHAPE).dataSync()])
    const dropped = policyWeights(params, windows, SHAPE, { dropoutMask: tf.zeros([3, 5]) })
    expect(dropped.dataSync()[0]).not.toBe(kept.dataSync()[0])
  })

  it.each([
    { scaling: 'percent' },
    { scaling: 'volatility' },
    { scaling: 'cross-sectional' },
    { scaling: 'percent', readOut: 'mean' },
    { scaling: 'percent', readOut: 'mean', input: 'raw' },
  ] as const)(
    'AF-9: gradients of every parameter and of the windows, with %j',
    ({ scaling, ...rest }) => {
      const params = someParams()
      const shape: LongConvShape = { ...SHAPE, scaling, ...rest }
      const windows = wave<tf.Tensor2D>(1, [4, 5]).mul<tf.Tensor2D>(
        scaling === 'percent' ? 0.01 : 1,
      )
      const byParams = gradientError(
        (...tensors) => mixed(policyWeights(withLeaves(params, tensors), windows, shape)),
        leaves(params),
        { h: 1e-2 },
      )
      expect(byParams).toBeLessThan(0.02)
      const byWindows = gradientError(
        (u) => mixed(policyWeights(params, u as tf.Tensor2D, shape)),
        [windows],
        { h: scaling === 'percent' ? 1e-4 : 1e-3 },
      )
      expect(byWindows).toBeLessThan(0.02)
    },
  )

  it('cross-sectional: has one scale for each date, of its tradable assets only', () => {
    const shape: LongConvShape = { ...SHAPE, scaling: 'cross-sectional' }
    const windows = wave<tf.Tensor2D>(1, [4, 6])
    const tradable = tf.tensor2d([1, 1, 0, 1, 1, 1], [2, 3])
    const answers = (of: tf.Tensor2D) => [
      ...policyWeights(someParams(), of, shape, { tradable }).dataSync(),
    ]
    const factor = (columns: number[]) => windows.mul<tf.Tensor2D>(tf.tensor2d([columns], [1, 6]))
    const before = answers(windows)
    const byHand = windows.transpose().arraySync() as number[][]
    const units = [
      [0, 1],
      [3, 4, 5],
    ].map((places) => {
      const deviations = places.map((place) => {
        const mean = byHand[place].reduce((sum, x) => sum + x, 0) / 4
        return Math.sqrt(byHand[place].reduce((sum, x) => sum + (x - mean) ** 2, 0) / 3)
      })
      return 0.01 / (deviations.reduce((sum, x) => sum + x, 0) / places.length + 1e-4)
    })
    const unit = tf.tensor2d([[0, 0, 0, 1, 1, 1].map((date) => units[date])], [1, 6])
    const inPercent = policyWeights(someParams(), windows.mul<tf.Tensor2D>(unit), SHAPE).dataSync()
    before.forEach((value, i) => {
      expect(value).toBeCloseTo(inPercent[i], 4)
    })
    const scaled = answers(factor([1, 1, 1, 3, 3, 3]))
    scaled.forEach((value, i) => {
      expect(value).toBeCloseTo(before[i], 3) // one scale per date: its unit has no effect
    })
    const untradable = answers(factor([1, 1, 9, 1, 1, 1]))
    expect([0, 1, 3, 4, 5].map((i) => untradable[i])).toEqual([0, 1, 3, 4, 5].map((i) => before[i]))
    const wilder = answers(factor([9, 1, 1, 1, 1, 1]))
    expect(Math.abs(wilder[1] - before[1])).toBeGreaterThan(1e-3) // its neighbours look calmer
    expect(wilder.slice(3)).toEqual(before.slice(3))
  })

  it('the mean read-out is the mean over positions of the causal convolution, computed by hand', () => {
    const shape: LongConvShape = { ...SHAPE, input: 'raw', readOut: 'mean', squash: 0 }
    const { kernel, skip, encoderWeight } = someParams()
    const [k, d, a] = [kernel.arraySync(), skip.arraySync(), encoderWeight.arraySync()]
    const found = taps(someParams(), shape).arraySync()
    for (let h = 0; h < 3; h++) {
      for (let lag = 0; lag < 4; lag++) {
        let sum = d[h][0] // of the impulse's own position
        for (let later = 0; later <= lag; later++) sum += k[h][later]
        expect(found[h][lag]).toBeCloseTo((a[h][0] * sum) / 4, 6)
      }
    }
  })

  it('is initialised deterministically from its key', () => {
    const shape = { ...SHAPE, hidden: 32, lookback: 30 }
    const [a, b, c] = [1, 1, 2].map((seed) => initLongConv(keyOf(seed), shape))
    expect([...a.kernel.dataSync()]).toEqual([...b.kernel.dataSync()])
    expect([...a.kernel.dataSync()]).not.toEqual([...c.kernel.dataSync()])
    for (const params of [a, b, c]) disposeParams(params)
  })
})
