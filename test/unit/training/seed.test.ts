import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../src/lib/errors.js'
import type { TrainingEpoch } from '../../../src/results.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { disposeParams } from '../../../src/tensor/params.js'
import { keyOf } from '../../../src/tensor/random.js'
import type { EpochMeasures } from '../../../src/training/epochs.js'
import { trainSeed } from '../../../src/training/seed.js'
import { type Line, toyTask } from '../../_util/toy-task.js'

const range = { from: '2000-01-03', to: '2007-12-31' }
const seedOptions = {
  key: keyOf(1),
  signal: new AbortController().signal,
  onEpoch: () => {},
  seed: 7,
  config: { learningRate: 0.1, epochs: 3 },
}

describe('a seed', () => {
  beforeAll(async () => {
    await openEngine('cpu')
  })

  it('that diverges is trained once more from another key, and its epochs are those of the second attempt', async () => {
    const reported: TrainingEpoch[] = []
    const { task, starts } = toyTask([1, 2, 3])
    const failing = {
      ...task,
      score: (measures: EpochMeasures, params: Line) => {
        const isFirst = starts.length === 1
        return isFirst && measures.netSharpe === 2 ? Number.NaN : task.score(measures, params, {})
      },
    }
    const { params, epochs } = await trainSeed(failing, range, {
      ...seedOptions,
      onEpoch: (epoch) => reported.push(epoch),
    })
    expect(params.x.dataSync()[0]).toBeCloseTo(0.3, 2)
    disposeParams(params)
    expect(starts).toHaveLength(2)
    expect(starts[0]).not.toEqual(starts[1])
    expect(epochs.map(({ seed, epoch, best }) => [seed, epoch, best])).toEqual([
      [7, 0, false],
      [7, 1, false],
      [7, 2, true],
    ])
    expect(reported).toHaveLength(1 + 3)
  })

  it('that diverges twice fails with its reason', async () => {
    const { task, starts } = toyTask([1, Number.NaN, 3])
    const before = tf.memory().numTensors
    const failed = trainSeed(task, range, seedOptions)
    await expect(failed).rejects.toBeInstanceOf(UserError)
    await expect(failed).rejects.toThrow(
      'seed 7 diverged to NaN or infinity twice, in epochs 2 and 2 of 2000-01-03 to 2007-12-31; ' +
        'lower learningRate (0.1) or take another seed',
    )
    expect(starts).toHaveLength(2)
    expect(tf.memory().numTensors).toBe(before)
  })
})
