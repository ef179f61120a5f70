import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { adamW } from '../../../src/tensor/optim.js'
import { disposeParams, toBytes } from '../../../src/tensor/params.js'
import { keyOf } from '../../../src/tensor/random.js'
import { type EpochMeasures, epochOf } from '../../../src/training/epochs.js'
import { train } from '../../../src/training/loop.js'
import type { OptimiserGroup, Task } from '../../../src/training/task.js'

type Pair = {
  readonly model: { readonly a: tf.Tensor1D; readonly b: tf.Tensor1D }
  readonly agent: tf.Tensor1D
}

function pairTask(optimisers: readonly OptimiserGroup[]): Task<Pair, EpochMeasures> {
  return {
    epochs: 3,
    patience: 3,
    keep: 'last',
    optimisers,
    init: () => ({
      model: { a: tf.tensor1d([1, -2]), b: tf.tensor1d([0.5]) },
      agent: tf.tensor1d([3]),
    }),
    blocks: () => [0, 1],
    evaluate: ({ model, agent }) => {
      const loss = model.a
        .square()
        .sum()
        .add(model.b.sub(1).square().sum())
        .add(agent.square().sum())
      return { loss: loss as tf.Scalar, numbers: loss.reshape([1]) }
    },
    summarise: (_, [loss]) => epochOf({ loss }),
    score: ({ loss }) => -(loss ?? Number.NaN),
  }
}

async function trained(optimisers: readonly OptimiserGroup[]): Promise<Pair> {
  const outcome = await train(pairTask(optimisers), {
    key: keyOf(1),
    signal: new AbortController().signal,
    onEpoch: () => {},
  })
  if (!('params' in outcome)) throw new Error('diverged')
  return outcome.params
}

const bytesOf = async (optimisers: readonly OptimiserGroup[]) => {
  const params = await trained(optimisers)
  const bytes = toBytes(params)
  disposeParams(params)
  return bytes
}

const optimiser = (rate: number, decay = 0) => adamW({ rate: () => rate, decay: () => decay })
const isAgent = (name: string) => name === 'agent'

describe.each(['cpu', 'wasm'] as const)('several optimisers on %s', (engine) => {
  beforeAll(async () => {
    await openEngine(engine)
  })

  it('each update their own parameters: a rate of 0 leaves the others unchanged', async () => {
    const params = await trained([
      { optimiser: optimiser(0.1), moves: isAgent },
      { optimiser: optimiser(0) },
    ])
    expect([...params.model.a.dataSync(), ...params.model.b.dataSync()]).toEqual([1, -2, 0.5])
    expect(params.agent.dataSync()[0]).toBeCloseTo(3 - 0.6, 1)
    disposeParams(params)
  })

  it('with the same settings and no clipping equal one optimiser, bit for bit', async () => {
    const one = await bytesOf([{ optimiser: optimiser(0.1, 0.01) }])
    const two = await bytesOf([
      { optimiser: optimiser(0.1, 0.01), moves: (name) => name.startsWith('model.') },
      { optimiser: optimiser(0.1, 0.01) },
    ])
    expect(two).toEqual(one)
    expect(await bytesOf([{ optimiser: optimiser(0.1, 0.02) }])).not.toEqual(one)
  })

  it('get the dotted names for their weight decay', async () => {
    const names = new Set<string>()
    const named = adamW({
      rate: () => 0.1,
      decay: (name) => {
        names.add(name)
        return 0
      },
    })
    await bytesOf([{ optimiser: optimiser(0.1), moves: isAgent }, { optimiser: named }])
    expect([...names]).toEqual(['model.a', 'model.b'])
  })

  it('leak no tensors', async () => {
    const before = tf.memory().numTensors
    await bytesOf([{ optimiser: optimiser(0.1), moves: isAgent }, { optimiser: optimiser(0.2) }])
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuse a parameter without an optimiser, and an optimiser without parameters', async () => {
    await expect(trained([{ optimiser: optimiser(0.1), moves: isAgent }])).rejects.toThrow(
      /no optimiser moves the parameter model\.a/,
    )
    await expect(
      trained([{ optimiser: optimiser(0.1) }, { optimiser: optimiser(0.1) }]),
    ).rejects.toThrow(/optimiser 2 of 2 has no parameter to move/)
  })
})
