import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { logSoftmax } from '../../../src/agent/choice.js'
import { type Descent, descend, disposeDescent } from '../../../src/agent/descend.js'
import { effective } from '../../../src/agent/effective.js'
import { onHost, outputsOf } from '../../../src/agent/host-mlp.js'
import type { Mlp } from '../../../src/agent/mlp.js'
import { batchOf } from '../../../src/agent/ppo-batch.js'
import { type ActorCritic, ppoLoss, surrogate } from '../../../src/agent/ppo-loss.js'
import type { Rollout } from '../../../src/agent/ppo-rollout.js'
import { adamW } from '../../../src/tensor/optim.js'
import { leavesNoTensorsOn } from '../../_util/tensors.js'
import reference from './reference/ppo-update.json' with { type: 'json' }

const WIDTH = 4
const HIDDEN = 5
const WEIGHTS = { clip: 0.2, valueClip: 0.2, valueWeight: 0.5, entropyWeight: 0.01 }

describe.each(['cpu', 'wasm'] as const)('the loss of PPO on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it('PP-2: clips the surrogate on the side that would gain', () => {
    const of = (ratio: number, advantage: number) =>
      surrogate(tf.scalar(ratio), tf.scalar(advantage), 0.2).dataSync()[0]
    expect(of(1.3, 1)).toBe(Math.fround(1.2))
    expect(of(1.3, -1)).toBe(Math.fround(-1.3))
    expect(of(0.7, -1)).toBe(Math.fround(-0.8))
  })

  it('PP-2: sees ratio 1 and divergence 0 where the policy is the old one', () => {
    const params = initial()
    const batch = batchOf(rollout(), Int32Array.from(reference.actions.keys()))
    const old = logsOf(params)
    const { numbers } = ppoLoss(params, { ...batch, logProbabilities: old }, WEIGHTS)
    const [policyLoss, , , divergence] = numbers.dataSync()
    expect(policyLoss).toBeCloseTo(0, 6) // the mean of normalised advantages
    expect(divergence).toBeCloseTo(0, 7)
  })

  it('moves the parameters as PyTorch does over two epochs of two minibatches', () => {
    const optimiser = adamW({ rate: () => 0.05, clipNorm: 0.5, epsilon: 1e-5 })
    const params = initial()
    let descent: Descent<ActorCritic> = { params, moments: optimiser.init(params) }
    const found: number[][] = []
    for (const order of reference.orders) {
      for (const places of [order.slice(0, 6), order.slice(6)]) {
        const batch = batchOf(rollout(), Int32Array.from(places))
        const moved = descend(descent, optimiser, (now) => ppoLoss(now, batch, WEIGHTS))
        descent = moved.descent
        found.push([...moved.numbers])
      }
    }
    const close = (values: readonly number[]) => values.map((x) => expect.closeTo(x, 5))
    expect(found).toEqual(reference.numbers.map(close))
    for (const net of ['policy', 'value'] as const) {
      const layers = Object.values(descent.params[net])
      layers.forEach(({ weight, bias }, i) => {
        expect([...weight.dataSync()]).toEqual(close(reference[net][i][0]))
        expect([...bias.dataSync()]).toEqual(close(reference[net][i][1]))
      })
    }
    disposeDescent(descent)
  })
})

const wave = (start: number, count: number, size: number) =>
  Float32Array.from({ length: count }, (_, j) => size * Math.sin(start + 1.3 * j))

/** As in the script. */
function net(outputs: number, start: number): Mlp {
  const layer = (i: number, inputs: number, width: number) => ({
    weight: tf.tensor2d(wave(start + i, inputs * width, 0.6), [inputs, width]),
    bias: tf.tensor1d(wave(start + 10 + i, width, 0.1)),
  })
  return {
    first: layer(0, WIDTH, HIDDEN),
    second: layer(1, HIDDEN, HIDDEN),
    output: layer(2, HIDDEN, outputs),
  }
}

function initial(): ActorCritic {
  return { policy: net(3, 0.2), value: net(1, 0.7) }
}

function rollout(): Rollout {
  return {
    width: WIDTH,
    observations: Float32Array.from(reference.observations.flat()),
    actions: Uint8Array.from(reference.actions),
    logProbabilities: Float64Array.from(reference.logProbabilities),
    values: Float64Array.from(reference.values),
    advantages: Float64Array.from(reference.advantages),
    returns: Float64Array.from(reference.returns),
    environments: [],
  }
}

/** Log probabilities of the actions taken, as a rollout computes them on the host. */
function logsOf({ policy }: ActorCritic): tf.Tensor1D {
  const host = onHost(policy)
  const logs = reference.observations.map((row, i) => {
    const observation = Float32Array.from(row)
    return logSoftmax(effective(outputsOf(host, observation), observation))[reference.actions[i]]
  })
  return tf.tensor1d(logs)
}
