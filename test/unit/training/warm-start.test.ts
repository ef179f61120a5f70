import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { disposeParams, type Params, toBytes } from '../../../src/tensor/params.js'
import { keyOf } from '../../../src/tensor/random.js'
import { trainFrom, warmEpochsOf, warmShare } from '../../../src/training/warm-start.js'
import { toyTask } from '../../_util/toy-task.js'

const SETTINGS = { epochs: 7, warmStart: true, warmEpochs: null, learningRate: 0.1 }
const RANGE = { from: '2010-01-04', to: '2011-12-30' }

const bytesOf = (params: Params): Uint8Array => {
  const bytes = toBytes(params)
  disposeParams(params)
  return bytes
}

/** Trains the toy from a start; the epochs that its task was made for, and where it ended. */
async function trained(start?: Uint8Array) {
  const made: number[] = []
  const taskOf = ({ epochs }: typeof SETTINGS) => {
    made.push(epochs)
    return toyTask(Array.from({ length: epochs }, (_, i) => i)).task
  }
  const { params, epochs } = await trainFrom(taskOf, RANGE, {
    config: SETTINGS,
    seed: 1,
    key: keyOf(1),
    signal: new AbortController().signal,
    onEpoch: () => {},
    start,
  })
  const [end] = params.x.dataSync()
  disposeParams(params)
  return { end, epochs: epochs.length, made: made.at(-1) }
}

describe('a training that starts warm', () => {
  beforeAll(async () => {
    await openEngine('cpu')
  })

  it('has a third of the epochs, rounded up, or those that are given', () => {
    expect([1, 2, 3, 7, 15].map((epochs) => warmEpochsOf({ ...SETTINGS, epochs }))).toEqual([
      1, 1, 1, 3, 5,
    ])
    expect(warmEpochsOf({ ...SETTINGS, warmEpochs: 4 })).toBe(4)
    expect(warmShare({ ...SETTINGS, epochs: 15 })).toBeCloseTo(1 / 3)
    expect(warmShare({ ...SETTINGS, warmStart: false })).toBeNull()
  })

  it('moves on from the parameters of the checkpoint', async () => {
    const before = tf.memory().numTensors
    const cold = await trained()
    const warm = await trained(bytesOf({ x: tf.tensor1d([2]) }))
    expect(cold).toMatchObject({ epochs: 7, made: 7 })
    expect(warm).toMatchObject({ epochs: 3, made: 3 })
    expect(cold.end).toBeCloseTo(0.7, 1) // a step of 0.1 an epoch, from 0
    expect(warm.end).toBeCloseTo(2.3, 1)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('is cold where the parameters have other shapes or names', async () => {
    const before = tf.memory().numTensors
    const cold = await trained()
    expect(await trained(bytesOf({ x: tf.tensor1d([2, 2]) }))).toEqual({ ...cold, made: 7 })
    expect(await trained(bytesOf({ y: tf.tensor1d([2]) }))).toEqual({ ...cold, made: 7 })
    expect(tf.memory().numTensors).toBe(before)
  })
})
