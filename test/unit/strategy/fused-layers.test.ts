import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enginesHere, openHere } from '../../_util/engines.js'
import { errorOf } from '../../_util/float64.js'
import { answers, CASES, LAYERS, moved } from '../../_util/fused-layers.js'

const TOLERANCE = 1e-5

const engines = (await enginesHere()).filter((name) => name !== 'cpu')

describe.each(engines)('the fused layers of %s against plain operations on cpu', (engine) => {
  const plain = new Map<string, Float32Array[][]>()
  let tensors = 0
  beforeAll(async () => {
    await openHere('cpu')
    for (const [i, [name, layer]] of LAYERS.entries()) plain.set(name, answers(layer, 1000 * i))
    plain.set('AdamW', moved())
    await openHere(engine)
    tensors = tf.memory().numTensors
  })
  afterAll(() => {
    expect(tf.memory().numTensors).toBe(tensors)
  })

  it.each(LAYERS)(`${CASES} of %s: value and gradients`, (name, layer) => {
    const i = LAYERS.findIndex(([other]) => other === name)
    answers(layer, 1000 * i).forEach((got, seed) => {
      const expected = plain.get(name)?.[seed] ?? []
      expect(got.length).toBe(expected.length)
      got.forEach((values, part) => {
        const error = errorOf(values, expected[part])
        expect(error, `case ${seed}, part ${part}`).toBeLessThan(TOLERANCE)
      })
    })
  })

  it('three steps of AdamW, with and without clipping', () => {
    moved().forEach((got, i) => {
      got.forEach((values, part) => {
        const expected = plain.get('AdamW')?.[i][part] ?? []
        expect(errorOf(values, expected)).toBeLessThan(2e-6)
      })
    })
  })
})
