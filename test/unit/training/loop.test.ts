import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { adamW } from '../../../src/tensor/optim.js'
import { disposeParams } from '../../../src/tensor/params.js'
import { keyOf } from '../../../src/tensor/random.js'
import type { EpochMeasures } from '../../../src/training/epochs.js'
import { train } from '../../../src/training/loop.js'
import type { Task } from '../../../src/training/task.js'
import { type Line, toyTask } from '../../_util/toy-task.js'

const options = { key: keyOf(1), signal: new AbortController().signal, onEpoch: () => {} }

async function trained(scores: readonly number[], overrides?: Partial<Task<Line, EpochMeasures>>) {
  const outcome = await train(toyTask(scores, overrides).task, options)
  if (!('params' in outcome)) throw new Error(`diverged in ${outcome.divergedIn}`)
  const [x] = outcome.params.x.dataSync()
  disposeParams(outcome.params)
  return { ...outcome, x }
}

describe('the training loop', () => {
  beforeAll(async () => {
    await openEngine('cpu')
  })

  it('keeps the epoch of the best score, or the last one under that setting', async () => {
    const [best, last] = [
      await trained([1, 3, 2, 0]),
      await trained([1, 3, 2, 0], { keep: 'last' }),
    ]
    expect([best.bestEpoch, last.bestEpoch]).toEqual([1, 3])
    expect(best.x).toBeCloseTo(0.2, 2)
    expect(last.x).toBeCloseTo(0.4, 2)
  })

  it('stops when the score has not risen within its patience', async () => {
    expect((await trained([1, 3, 2, 2, 9], { patience: 2 })).summaries).toHaveLength(4)
    const last = await trained([1, 3, 2, 2, 9], { patience: 2, keep: 'last' })
    expect([last.summaries.length, last.bestEpoch]).toEqual([4, 3])
  })

  it.each(['best', 'last'] as const)(
    'keeping the %s, leaves the tensors it was given',
    async (keep) => {
      const before = tf.memory().numTensors
      await trained([1, 3, 2], { keep })
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  it('detects non-finite parameters after the last step of an epoch, for any score', async () => {
    const broken = {
      ...adamW({ rate: () => 0.1 }),
      update: <P>(
        _params: P,
        _gradients: unknown,
        state: { step: number; mean: tf.Tensor1D; square: tf.Tensor1D },
      ) => ({
        params: { x: tf.tensor1d([state.step === 1 ? Number.NaN : 1]) } as P,
        state: {
          step: state.step + 1,
          mean: tf.zeros<tf.Rank.R1>([1]),
          square: tf.zeros<tf.Rank.R1>([1]),
        },
      }),
    }
    const before = tf.memory().numTensors
    expect(
      await train(toyTask([1, 2, 3], { optimisers: [{ optimiser: broken }] }).task, options),
    ).toEqual({
      divergedIn: 1,
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})
