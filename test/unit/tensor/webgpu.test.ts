import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatherOnDevice, scatterOnDevice, windowsOf } from '../../../src/residuals/windows.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { selfTest } from '../../../src/tensor/engine/self-test.js'
import { openWebgpu } from '../../../src/tensor/engine/webgpu.js'
import { ridgeGram, solveOnDevice, solveSpd } from '../../../src/tensor/linalg.js'
import { wave } from '../../_util/gradients.js'

const absence = await openWebgpu({ allowSoftware: true }).then(
  () => null,
  ({ message }: Error) => message,
)
if (absence) process.stderr.write(`webgpu is not tested: ${absence}\n`)

describe.skipIf(absence !== null)('webgpu on any adapter', () => {
  beforeAll(async () => {
    await tf.setBackend('webgpu')
  })
  afterAll(async () => {
    await openEngine('cpu')
  })

  it('passes the self-test', () => {
    expect(selfTest).not.toThrow()
  })

  it('is read immediately and repeatedly, with operations pending', async () => {
    for (const size of [1, 3, 1000, 300_000]) {
      const doubled = tf.range(0, size).mul(2)
      const other = tf.range(0, size).add(1)
      const reading = other.data()
      expect(doubled.dataSync()[size - 1]).toBe(2 * (size - 1))
      expect(doubled.dataSync().length).toBe(size)
      expect((await reading)[size - 1]).toBe(size)
      tf.dispose([doubled, other])
    }
    expect([...tf.tensor1d([3, 5]).greater(4).dataSync()]).toEqual([0, 1])
    expect([...tf.range(0, 3, 1, 'int32').mul(tf.scalar(7, 'int32')).dataSync()]).toEqual([
      0, 7, 14,
    ])
  })

  it('solves, gathers and scatters on the device like the cpu engine', async () => {
    const size = { lookback: 3, steps: 4, n: 2 }
    const computed = (onDevice: boolean) => {
      const solutions = [1, 8].map((factors) => {
        const gram = ridgeGram(wave<tf.Tensor3D>(1, [5, factors, 40]), 1)
        const right = wave<tf.Tensor3D>(2, [5, factors, 1])
        return onDevice ? solveOnDevice(gram, right) : solveSpd(gram, right)
      })
      const series = wave<tf.Tensor2D>(3, [7, 2])
      const dy = wave<tf.Tensor2D>(4, [3, 8])
      const gathered = onDevice ? gatherOnDevice(series, size) : windowsOf(series, size.lookback)
      const scattered = onDevice
        ? scatterOnDevice(dy, size)
        : tf.grads((s) => windowsOf(s as tf.Tensor2D, size.lookback))([series], dy)[0]
      return [...solutions, gathered, scattered].map((tensor) => [...tensor.dataSync<'float32'>()])
    }
    const got = computed(true)
    await openEngine('cpu')
    const expected = computed(false)
    await tf.setBackend('webgpu')
    for (const [i, values] of expected.entries()) {
      expect(got[i]).toHaveLength(values.length)
      const worst = values.reduce((max, x, at) => Math.max(max, Math.abs(x - got[i][at])), 0)
      expect(worst).toBeLessThan(1e-5)
    }
  })

  it('is NaN where a matrix is not positive definite', () => {
    const gram = tf.tensor3d([1, 2, 2, 1, 4, 0, 0, 4], [2, 2, 2])
    const [first, , ...second] = solveOnDevice(gram, tf.ones([2, 2, 1])).dataSync()
    expect(first).toBeNaN()
    expect(second).toEqual([0.25, 0.25])
  })

  it('reopens without ending the process', async () => {
    await openWebgpu({ allowSoftware: true })
    expect([...tf.tensor1d([1, 2]).add(1).dataSync()]).toEqual([2, 3])
  })
})
