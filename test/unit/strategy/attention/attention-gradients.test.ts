import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Steps, trainingSteps } from '../../../../bench/engine/step.js'
import { toBytes } from '../../../../src/tensor/params.js'
import { enginesHere, openHere } from '../../../_util/engines.js'

interface Reference {
  readonly assets: number
  readonly settings: Record<string, unknown>
  readonly loss: number
  readonly gradients: Record<string, readonly number[]>
}

/** Loss and gradients of one block in float64, by PyTorch (bench/engine/torch-step.py). */
const reference = JSON.parse(
  readFileSync(new URL('./attention-gradients.json', import.meta.url), 'utf8'),
) as Reference

const open: Steps[] = []
const stepsOf = () => {
  const steps = trainingSteps(reference.assets, reference.settings)
  open.push(steps)
  return steps
}

describe.each(await enginesHere())('a training step on %s', (engine) => {
  beforeAll(async () => {
    await openHere(engine)
  })
  afterEach(() => {
    for (const steps of open.splice(0)) steps.dispose()
  })

  it('has the loss of float64 to 2e-5 and its gradients to 1e-5', () => {
    const { loss, gradients } = stepsOf().check()
    expect(Math.abs(loss - reference.loss)).toBeLessThan(2e-5)
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(reference.gradients).sort())
    for (const [name, expected] of Object.entries(reference.gradients)) {
      const worst = expected.reduce(
        (max, x, i) => Math.max(max, Math.abs(x - gradients[name][i])),
        0,
      )
      expect(worst, name).toBeLessThan(1e-5)
      expect(Math.max(...expected.map(Math.abs)), name).toBeGreaterThan(1e-5)
    }
  })

  it('is deterministic, bit for bit', async () => {
    const [first, second] = [stepsOf(), stepsOf()]
    for (let i = 0; i < 3; i++) await first.next()
    for (let i = 0; i < 3; i++) await second.next()
    expect(toBytes(second.params)).toEqual(toBytes(first.params))
    await second.next()
    expect(toBytes(second.params)).not.toEqual(toBytes(first.params))
  })
})

it.each((await enginesHere()).filter((name) => name !== 'cpu'))(
  '200 steps on %s leak no tensors, bytes or heap',
  async (engine) => {
    await openHere(engine)
    const steps = trainingSteps(reference.assets, reference.settings)
    const { wasm } = tf.backend() as unknown as { wasm?: { HEAPU8: Uint8Array } }
    for (let i = 0; i < 10; i++) await steps.next()
    const [before, heap] = [tf.memory(), wasm?.HEAPU8.length]
    for (let i = 0; i < 200; i++) await steps.next()
    const after = tf.memory()
    expect([after.numTensors, after.numBytes]).toEqual([before.numTensors, before.numBytes])
    expect(wasm?.HEAPU8.length).toBe(heap)
    steps.dispose()
  },
)
