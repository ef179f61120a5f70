import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { gatherOnDevice, scatterOnDevice, windowsOf } from '../../../src/residuals/windows.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { gradientError, mixed, wave } from '../../_util/gradients.js'

describe.each(['cpu', 'wasm'] as const)('windows on %s', (engine) => {
  beforeAll(async () => {
    await openEngine(engine)
  })

  it('hold the residuals before each date, newest first, asset by asset', () => {
    const series = tf.tensor2d([
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
    ])
    const windows = windowsOf(series, 2)
    expect(windows.arraySync()).toEqual([
      [2, 20, 3, 30],
      [1, 10, 2, 20],
    ])
    tf.dispose([series, windows])
  })

  it('do not read the last date', () => {
    const gradient = tf.grad((s) => mixed(windowsOf(s as tf.Tensor2D, 3)))(wave(1, [7, 2]))
    expect([...gradient.slice([6, 0]).dataSync()]).toEqual([0, 0])
    gradient.dispose()
  })

  it('give each residual the gradients of every window that contains it', () => {
    const series = wave<tf.Tensor2D>(1, [7, 2])
    const error = gradientError((s) => mixed(windowsOf(s as tf.Tensor2D, 3)), [series])
    expect(error).toBeLessThan(1e-3)
    series.dispose()
  })

  it('are the same by the operations for engines that cannot read back synchronously', () => {
    const size = { lookback: 3, steps: 4, n: 2 }
    const series = wave<tf.Tensor2D>(1, [7, 2])
    const windows = windowsOf(series, 3)
    expect(gatherOnDevice(series, size).arraySync()).toEqual(windows.arraySync())
    const gradient = wave<tf.Tensor2D>(2, [3, 8])
    const host = tf.grads((s) => windowsOf(s as tf.Tensor2D, 3))([series], gradient)[0]
    const difference = scatterOnDevice(gradient, size).sub(host).abs().max().dataSync()[0]
    expect(difference).toBeLessThan(1e-6)
  })
})
