import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../src/lib/errors.js'
import type { TrainingEpoch } from '../../../src/results.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { adamW } from '../../../src/tensor/optim.js'
import { disposeParams } from '../../../src/tensor/params.js'
import { type Key, keyOf } from '../../../src/tensor/random.js'
import { type Task, train } from '../../../src/training/loop.js'
import { type EpochSummary, trainSeed } from '../../../src/training/seed.js'

type Line = { readonly x: tf.Tensor1D }

/** Minimises (x − 3)² from x = 0, one step an epoch; scores are told. */
function toy(scores: readonly number[], overrides: Partial<Task<Line, EpochSummary>> = {}) {
  let epoch = -1
  const starts: Key[] = []
  const task: Task<Line, EpochSummary> = {
    epochs: scores.length,
    patience: scores.length,
    optimiser: adamW({ rate: () => 0.1 }),
    init(key) {
      starts.push(key)
      epoch = -1
      return { x: tf.tensor1d([0]) }
    },
    blocks: () => [0],
    evaluate: ({ x }) => {
      const loss = x.sub(3).square().sum() as tf.Scalar
      return { loss, numbers: loss.reshape([1]) }
    },
    summarise: (_, [loss]) => {
      epoch++
      return {
        epoch: {
          loss,
          netSharpe: scores[epoch],
          grossSharpe: 0,
          turnover: 0,
          explainedVariance: 0,
          effectiveFactors: 1,
        },
      }
    },
    score: ({ epoch: told }) => told.netSharpe,
    ...overrides,
  }
  return { task, starts }
}

const options = { key: keyOf(1), signal: new AbortController().signal, onEpoch: () => {} }
const range = { from: '2000-01-03', to: '2007-12-31' }
const seedOptions = { ...options, seed: 7, config: { learningRate: 0.1, epochs: 3 } }

async function trained(scores: readonly number[], overrides?: Partial<Task<Line, EpochSummary>>) {
  const outcome = await train(toy(scores, overrides).task, options)
  if (!('params' in outcome)) throw new Error(`diverged in ${outcome.divergedIn}`)
  const [x] = outcome.params.x.dataSync()
  disposeParams(outcome.params)
  return { ...outcome, x }
}

describe('the training loop', () => {
  beforeAll(async () => {
    await openEngine('cpu')
  })

  it('keeps the epoch of the best score, or the last where it is told to', async () => {
    const [best, last] = [
      await trained([1, 3, 2, 0]),
      await trained([1, 3, 2, 0], { keep: 'last' }),
    ]
    expect([best.bestEpoch, last.bestEpoch]).toEqual([1, 3])
    expect(best.x).toBeCloseTo(0.2, 2)
    expect(last.x).toBeCloseTo(0.4, 2)
  })

  it('stops when the score has not risen for as long as its patience', async () => {
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

  it('sees numbers that the last step of an epoch lost, whatever the score says', async () => {
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
    expect(await train(toy([1, 2, 3], { optimiser: broken }).task, options)).toEqual({
      divergedIn: 1,
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('a seed', () => {
  beforeAll(async () => {
    await openEngine('cpu')
  })

  it('that diverges is tried once more from another key, and its epochs are the second’s', async () => {
    const told: TrainingEpoch[] = []
    const { task, starts } = toy([1, 2, 3])
    const failing = {
      ...task,
      score: (summary: EpochSummary, params: Line) => {
        const isFirst = starts.length === 1
        return isFirst && summary.epoch.netSharpe === 2 ? Number.NaN : task.score(summary, params)
      },
    }
    const { params, epochs } = await trainSeed(failing, range, {
      ...seedOptions,
      onEpoch: (epoch) => told.push(epoch),
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
    expect(told).toHaveLength(1 + 3)
  })

  it('that diverges twice fails with its reason', async () => {
    const { task, starts } = toy([1, Number.NaN, 3])
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
