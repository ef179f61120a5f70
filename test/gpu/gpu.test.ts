import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trainingSteps } from '../../bench/engine/step.js'
import { absenceOf, openHere } from '../_util/engines.js'
import { errorOf } from '../_util/float64.js'
import { answers, LAYERS } from '../_util/fused-layers.js'

/** TF32 products of a GPU keep ten bits of a factor's mantissa: a hundred times the rounding of float32. */
const TOLERANCE = 2e-3

const absence = await absenceOf('tfjs-node-gpu')

describe.skipIf(absence !== null)('on a CUDA GPU', () => {
  beforeAll(async () => {
    await openHere('tfjs-node-gpu')
  })
  afterAll(async () => {
    await openHere('cpu')
  })

  it.each(LAYERS)('%s equals the cpu engine: value and gradients', async (_, layer) => {
    const got = answers(layer, 0)
    await openHere('cpu')
    const expected = answers(layer, 0)
    await openHere('tfjs-node-gpu')
    got.forEach((parts, i) => {
      parts.forEach((values, part) => {
        expect(errorOf(values, expected[i][part])).toBeLessThan(TOLERANCE)
      })
    })
  })

  it('has the loss of float64 and leaks no tensors', async () => {
    const file = new URL('../unit/strategy/attention/attention-gradients.json', import.meta.url)
    const { assets, settings, loss } = JSON.parse(readFileSync(file, 'utf8')) as {
      assets: number
      settings: Record<string, unknown>
      loss: number
    }
    const steps = trainingSteps(assets, settings)
    expect(Math.abs(steps.check().loss - loss)).toBeLessThan(TOLERANCE)
    await steps.next()
    const before = tf.memory().numTensors
    for (let i = 0; i < 10; i++) await steps.next()
    expect(tf.memory().numTensors).toBe(before)
    steps.dispose()
  })
})
