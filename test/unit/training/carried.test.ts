import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { adamW } from '../../../src/tensor/optim.js'
import { disposeParams, fromBytes, toBytes } from '../../../src/tensor/params.js'
import { type Key, keyOf, normals } from '../../../src/tensor/random.js'
import { type EpochMeasures, epochOf } from '../../../src/training/epochs.js'
import { train } from '../../../src/training/loop.js'
import type { Step, Task } from '../../../src/training/task.js'

type Codes = { readonly codes: tf.Tensor2D; readonly scale: tf.Tensor1D }
type Counts = { readonly counts: tf.Tensor1D }

const [COUNT, WIDTH, SAMPLES, STEPS] = [3, 2, 12, 5]
const DECAY = 0.9

const drawn = (key: Key) => tf.tensor2d(normals(key, SAMPLES * WIDTH), [SAMPLES, WIDTH])

/**
 * A small codebook: codes are running means of the samples nearest to them, which no gradient
 * reaches; `scale` alone learns by gradient. Scores fall, so that the first epoch is the best.
 */
function codebookTask(
  seen: Step[] = [],
  overrides: Partial<Task<Codes, EpochMeasures, Counts>> = {},
): Task<Codes, EpochMeasures, Counts> {
  return {
    epochs: 3,
    patience: 3,
    optimisers: [{ optimiser: adamW({ rate: () => 0.05 }) }],
    init: (key) => ({
      codes: tf.tensor2d(normals(key, COUNT * WIDTH), [COUNT, WIDTH]),
      scale: tf.ones([1]),
    }),
    carried: () => ({ counts: tf.ones([COUNT]) }),
    mayBeUnused: (name) => name === 'codes',
    blocks: () => Array.from({ length: STEPS }, (_, i) => i),
    evaluate({ codes, scale }, step) {
      seen.push(step)
      const samples = drawn(step.key)
      const distances = samples.expandDims<tf.Tensor3D>(1).sub(codes.expandDims(0)).square().sum(2)
      const chosen = tf.oneHot(distances.argMin(1), COUNT).toFloat() as tf.Tensor2D
      const loss = samples.mul(scale).sub(1).square().mean() as tf.Scalar
      return { loss, numbers: loss.reshape([1]), kept: [chosen, samples] }
    },
    afterStep({ params, carried }, [chosen, samples]) {
      const hits = chosen.sum(0).mul(1 - DECAY)
      const counts = carried.counts.mul<tf.Tensor1D>(DECAY).add<tf.Tensor1D>(hits)
      const sums = params.codes
        .mul(carried.counts.mul(DECAY).expandDims(1))
        .add(tf.matMul(chosen as tf.Tensor2D, samples as tf.Tensor2D, true).mul(1 - DECAY))
      const codes = sums.div<tf.Tensor2D>(counts.maximum(1e-5).expandDims(1))
      return { params: { ...params, codes }, carried: { counts } }
    },
    summarise: (_params, [loss], _block, { counts }) =>
      epochOf({ loss, metrics: { largest: Math.max(...counts.dataSync()) } }),
    score: ({ loss }) => loss ?? Number.NaN,
    ...overrides,
  }
}

const options = { key: keyOf(4), signal: new AbortController().signal, onEpoch: () => {} }

async function trained(task = codebookTask()) {
  const outcome = await train(task, options)
  if (!('params' in outcome)) throw new Error(`diverged in ${outcome.divergedIn}`)
  return outcome
}

async function checkpointOf(task?: Task<Codes, EpochMeasures, Counts>) {
  const { params, carried, bestEpoch } = await trained(task)
  const bytes = toBytes({ params, carried })
  disposeParams({ params, carried })
  return { bytes, bestEpoch }
}

describe.each(['cpu', 'wasm'] as const)('state without gradients on %s', (engine) => {
  beforeAll(async () => {
    await openEngine(engine)
  })

  it('is updated after each step with the values of that step', async () => {
    const seen: Step[] = []
    const { params, carried, summaries } = await trained(codebookTask(seen, { keep: 'last' }))
    const total = Array.from(carried.counts.dataSync()).reduce((sum, count) => sum + count, 0)
    const rest = DECAY ** (3 * STEPS)
    expect(total).toBeCloseTo(COUNT * rest + SAMPLES * (1 - rest), 4)
    expect(seen.map(({ count }) => count)).toEqual(Array.from({ length: 3 * STEPS }, (_, i) => i))
    expect(seen.map(({ epoch }) => epoch)).toEqual(
      Array.from({ length: 3 * STEPS }, (_, i) => Math.floor(i / STEPS)),
    )
    const largest = summaries.map(({ metrics: [{ name, value }] }) => [name, value > 1])
    expect(largest).toEqual([1, 2, 3].map(() => ['largest', true]))
    disposeParams({ params, carried })
  })

  it('is that of the kept epoch, bit for bit', async () => {
    const best = codebookTask([], { score: falling() })
    const first = codebookTask([], { epochs: 1 })
    const [kept, only] = [await checkpointOf(best), await checkpointOf(first)]
    expect(kept.bestEpoch).toBe(0)
    expect(kept.bytes).toEqual(only.bytes)
    const last = await checkpointOf(codebookTask([], { keep: 'last', score: falling() }))
    expect(last.bytes).not.toEqual(only.bytes)
  })

  it('is deterministic; a training resumes from a checkpoint with the stored state', async () => {
    const state = await trained()
    const { bytes } = await checkpointOf()
    expect(toBytes({ params: state.params, carried: state.carried })).toEqual(bytes)
    const stored = fromBytes(bytes).params as { params: Codes; carried: Counts }
    const resumed = await checkpointOf(from(stored.params, stored.carried))
    expect(resumed).toEqual(await checkpointOf(from(state.params, state.carried)))
    expect(resumed.bytes).not.toEqual(bytes)
    disposeParams({ ...stored, p: state.params, c: state.carried })
  })

  it('leaks no tensors in any epoch or at the end', async () => {
    const before = tf.memory().numTensors
    const counts: number[] = []
    const task = codebookTask([], { epochs: 4, keep: 'last' })
    const outcome = await train(task, {
      ...options,
      onEpoch: () => counts.push(tf.memory().numTensors),
    })
    expect(new Set(counts).size).toBe(1)
    if ('params' in outcome) disposeParams({ p: outcome.params, c: outcome.carried })
    expect(tf.memory().numTensors).toBe(before)
  })

  it('is checked for numbers that are not finite', async () => {
    const before = tf.memory().numTensors
    const broken = codebookTask([], {
      afterStep: ({ params }, _kept, { count }) => ({
        params,
        carried: { counts: tf.fill([COUNT], count < STEPS ? 1 : Number.NaN) },
      }),
    })
    expect(await train(broken, options)).toEqual({ divergedIn: 1 })
    expect(tf.memory().numTensors).toBe(before)
  })

  it('a parameter outside the loss is an error that names it, unless the task allows it', async () => {
    const strict = codebookTask([], { mayBeUnused: undefined })
    await expect(train(strict, options)).rejects.toThrow(/does not depend on the parameter codes/)
  })
})

/** A training that resumes from a given state. */
function from(params: Codes, carried: Counts): Task<Codes, EpochMeasures, Counts> {
  return codebookTask([], {
    init: () => ({ codes: params.codes.clone(), scale: params.scale.clone() }),
    carried: () => ({ counts: carried.counts.clone() }),
    keep: 'last',
  })
}

function falling(): () => number {
  let score = 0
  return () => --score
}
