import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { AbortedError, UserError } from '../../../../src/lib/errors.js'
import { policyWeights } from '../../../../src/policy/long-conv.js'
import type { TrainingEpoch } from '../../../../src/results.js'
import { attentionLongConv as strategy } from '../../../../src/strategy/attention/attention-longconv.js'
import type { StrategyParams } from '../../../../src/strategy/attention/objective.js'
import type { Decider } from '../../../../src/strategy/decider.js'
import { networkPolicy } from '../../../../src/strategy/network-policy.js'
import type { Fit } from '../../../../src/strategy/strategy.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { disposeParams, fromBytes } from '../../../../src/tensor/params.js'
import { keyOf, normals, uniforms } from '../../../../src/tensor/random.js'
import { type TinyMarket, tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const SMALL = { lookback: 5, blockDays: 20, hidden: 4, width: 4, factorCount: 3, epochs: 2 }
const DATES = 240
const ASSETS = 16
const noise = normals(keyOf(1), DATES * ASSETS)
const ranks = uniforms(keyOf(2), (DATES + 1) * ASSETS * 4)

function market(overrides: Partial<TinyMarket> = {}) {
  return tinyMarket({
    dates: DATES,
    assets: ASSETS,
    returnOf: (t, i) => 0.01 * noise[t * ASSETS + i],
    characteristicsOf: (t, i) => [
      ...ranks.subarray((t * ASSETS + i) * 4, (t * ASSETS + i + 1) * 4),
    ],
    ...overrides,
  })
}

interface FitCase {
  readonly overrides?: Record<string, unknown>
  readonly on?: ReturnType<typeof market>
  readonly from?: number
  readonly to?: number
  readonly seed?: number
  readonly signal?: AbortSignal
  readonly onEpoch?: (epoch: TrainingEpoch) => void
}

function trained({
  overrides = {},
  on = market(),
  from = 1,
  to = 200,
  seed = 1,
  signal = new AbortController().signal,
  onEpoch = () => {},
}: FitCase = {}): Promise<Fit> {
  return strategy.fit(
    on.asOf(tinyDate(to)),
    { from: tinyDate(from), to: tinyDate(to) },
    {
      config: strategy.parseConfig({ ...SMALL, ...overrides }),
      seed,
      key: keyOf(seed),
      signal,
      onEpoch,
    },
  )
}

const restored = (checkpoint: Uint8Array, to = 200, on = market()) =>
  strategy.restore([checkpoint], {
    view: on.asOf(tinyDate(to)),
    train: { from: tinyDate(1), to: tinyDate(to) },
    config: strategy.parseConfig(SMALL),
  })

/** Decides and realises each date from `from` to the one after `to`; the last decision. */
function walk(fitted: Decider, from: number, to: number, on = market()) {
  for (let t = from; t < to; t++) {
    fitted.decide(on.asOf(tinyDate(t)))
    fitted.realise?.(on.asOf(tinyDate(t + 1)).returns.slice(-ASSETS))
  }
  return fitted.decide(on.asOf(tinyDate(to)))
}

describe.each(['cpu', 'wasm'] as const)('attention-longconv on %s', (engine) => {
  beforeAll(async () => {
    await openEngine(engine)
  })

  it('RO-4: one seed gives one checkpoint, another seed another', async () => {
    const [a, b, c] = [await trained(), await trained(), await trained({ seed: 2 })]
    expect(a.checkpoint).toEqual(b.checkpoint)
    expect(a.epochs).toEqual(b.epochs)
    expect(a.checkpoint).not.toEqual(c.checkpoint)
  })

  it('learns only from its train range', async () => {
    const other = market({
      returnOf: (t, i) => 0.01 * noise[t * ASSETS + i] * (t < 30 || t > 200 ? -3 : 1),
    })
    const [a, b] = [await trained({ from: 30 }), await trained({ from: 30, on: other })]
    expect(a.checkpoint).toEqual(b.checkpoint)
  })

  it('keeps a constant tensor count over 50 steps and leaks none', async () => {
    const before = tf.memory().numTensors
    const counts: number[] = []
    await trained({ overrides: { epochs: 7 }, onEpoch: () => counts.push(tf.memory().numTensors) })
    expect(new Set(counts).size).toBe(1)
    expect(tf.memory().numTensors).toBe(before)
    const fitted = restored((await trained()).checkpoint)
    const held = tf.memory().numTensors
    expect(walk(fitted, 204, 210).book.some((weight) => weight !== 0)).toBe(true)
    expect(tf.memory().numTensors).toBe(held)
    fitted.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('decides from its checkpoint: factor weights sum to 1, betas are their ridge inverse', async () => {
    const fitted = restored((await trained()).checkpoint)
    const { factors } = fitted.decide(market().asOf(tinyDate(210)))
    const { weights, betas } = factors ?? { weights: new Float32Array(), betas: new Float32Array() }
    expect(fitted.factorCount).toBe(3)
    expect(fitted.lookback).toBe(5)
    expect(weights).toHaveLength(3 * ASSETS)
    for (let k = 0; k < 3; k++) {
      const row = weights.subarray(k * ASSETS, (k + 1) * ASSETS)
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5)
    }
    const w = tf.tensor2d(weights, [3, ASSETS])
    const b = tf.tensor2d(betas, [3, ASSETS])
    const gram = tf.matMul(w, w, false, true).add<tf.Tensor2D>(tf.eye(3).mul(1e-3))
    expect(tf.matMul(gram, b).sub(w).abs().max().dataSync()[0]).toBeLessThan(1e-5)
    fitted.dispose()
  })

  it('AF-10: decides independently of later data', async () => {
    const { checkpoint } = await trained()
    const fitted = restored(checkpoint)
    const again = restored(checkpoint)
    const other = market({
      returnOf: (t, i) => (t > 210 ? 0.3 : 0.01) * noise[t * ASSETS + i],
      characteristicsOf: (t, i) =>
        t > 211
          ? [9, 9, 9, 9]
          : [...ranks.subarray((t * ASSETS + i) * 4, (t * ASSETS + i + 1) * 4)],
    })
    const decided = walk(fitted, 204, 210)
    expect(walk(again, 204, 210, other)).toEqual(decided)
    expect(decided.book.some((weight) => weight !== 0)).toBe(true)
    fitted.dispose()
    again.dispose()
  })
})

describe('attention-longconv', () => {
  beforeAll(async () => {
    await openEngine('wasm')
  })

  it('reports each epoch and the one kept as checkpoint', async () => {
    const reported: TrainingEpoch[] = []
    const { epochs } = await trained({
      overrides: { epochs: 4 },
      onEpoch: (epoch) => reported.push(epoch),
    })
    expect(reported.map(({ epoch, seed }) => [epoch, seed])).toEqual(
      [0, 1, 2, 3].map((e) => [e, 1]),
    )
    expect(epochs.filter(({ best }) => best).length).toBe(1)
    const best = epochs.reduce((a, b) => (Number(b.netSharpe) > Number(a.netSharpe) ? b : a))
    expect(best.best).toBe(true)
    for (const epoch of epochs) {
      expect(
        Object.values({ ...epoch, metrics: 0 }).every(
          (value) => typeof value === 'boolean' || Number.isFinite(value),
        ),
      ).toBe(true)
      expect(epoch.effectiveFactors).toBeGreaterThan(0)
      expect(epoch.effectiveFactors).toBeLessThanOrEqual(3)
    }
  })

  it('the policy reads windows oldest first, one asset at a time', async () => {
    const stored = fromBytes((await trained()).checkpoint).params
    const { policy: params } = stored as StrategyParams
    const config = strategy.parseConfig(SMALL)
    const network = networkPolicy(
      5,
      (windows) => policyWeights(params, windows, config),
      () => disposeParams(stored),
    )
    const view = market().asOf(tinyDate(210))
    const one = Float32Array.of(0.01, -0.02, 0.03, 0.01, -0.01)
    const two = Float32Array.of(0.02, 0.01, -0.01, 0, 0.02)
    const policy = (values: Float32Array, count: number) =>
      network.decide(
        { assets: Int32Array.from({ length: count }), count, lookback: 5, values },
        view,
      )
    const both = policy(Float32Array.of(...one, ...two), 2)
    expect(both[0]).toBeCloseTo(policy(one, 1)[0], 6)
    expect(both[1]).toBeCloseTo(policy(two, 1)[0], 6)
    expect(policy(one.toReversed(), 1)[0]).not.toBeCloseTo(both[0], 4)
    expect(policy(new Float32Array(), 0).length).toBe(0)
    network.dispose()
  })

  it('never has more factors than a quarter of the median universe', async () => {
    const { checkpoint } = await trained({ overrides: { factorCount: 30 } })
    const fitted = restored(checkpoint)
    expect(fitted.factorCount).toBe(ASSETS / 4)
    fitted.dispose()
  })

  it('trains from the first date with a universe, and through blocks without trades', async () => {
    const late = market({ memberOf: (t, i) => t >= 40 && (i < 8 || t > 100) })
    const { epochs } = await trained({ on: late })
    expect(epochs.every(({ loss }) => Number.isFinite(loss))).toBe(true)
    const sparse = market({ memberOf: (t, i) => i === 0 || t > 90 })
    expect((await trained({ on: sparse })).epochs.length).toBe(2)
    const never = trained({ on: market({ memberOf: () => false }) })
    await expect(never).rejects.toThrow(/trading dates to train on/)
  })

  it('stops between steps on an abort', async () => {
    const controller = new AbortController()
    const before = tf.memory().numTensors
    const stopped = trained({
      overrides: { epochs: 50 },
      signal: controller.signal,
      onEpoch: () => controller.abort(),
    })
    await expect(stopped).rejects.toBeInstanceOf(AbortedError)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('fails with a reason when both attempts diverge', async () => {
    const on = market({ characteristicsOf: () => [Number.NaN, 0, 0, 0] })
    const before = tf.memory().numTensors
    await expect(trained({ on })).rejects.toThrow(
      /seed 1 diverged .* twice, in epochs 1 and 1 .*; lower learningRate \(0\.01\)/,
    )
    expect(tf.memory().numTensors).toBe(before)
  })

  it('validates on the tail of its train range and stops early', async () => {
    const long = tinyMarket({
      dates: 700,
      assets: 8,
      returnOf: (t, i) => 0.01 * Math.sin(t * 1.7 + i * i),
      characteristicsOf: (_, i) => [i / 8 - 0.5],
    })
    const config = { ...SMALL, validationYears: 1, epochs: 12, patience: 1 }
    const { epochs } = await strategy.fit(
      long.asOf(tinyDate(699)),
      { from: tinyDate(1), to: tinyDate(699) },
      {
        config: strategy.parseConfig(config),
        seed: 1,
        key: keyOf(1),
        signal: new AbortController().signal,
        onEpoch: () => {},
      },
    )
    const best = epochs.findIndex((epoch) => epoch.best)
    expect(epochs.length === 12 || epochs.length === best + 2).toBe(true)
  })

  it('asks for a longer train range when a step does not fit', async () => {
    const short = trained({ from: 180 })
    await expect(short).rejects.toBeInstanceOf(UserError)
    await expect(short).rejects.toThrow(
      /21 trading dates .* a step needs 26 .* take a longer train range/,
    )
  })

  it('refuses a checkpoint of other characteristics', async () => {
    const { checkpoint } = await trained()
    const before = tf.memory().numTensors
    const other = market({ characteristicsOf: () => [0, 0] })
    expect(() => restored(checkpoint, 200, other)).toThrow(
      /trained on the characteristics x0, x1, x2, x3 and the data has x0, x1/,
    )
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each([
    [{ learningRate: 0 }, /learningRate/],
    [{ factorCount: 2.5 }, /factorCount.*2\.5/],
    [{ input: 'squared' }, /input.*squared.*cumulative/],
    [{ kernels: 3 }, /kernels.*blockDays/],
  ])('refuses the settings %j', (overrides, message) => {
    expect(() => strategy.parseConfig(overrides)).toThrow(UserError)
    expect(() => strategy.parseConfig(overrides)).toThrow(message)
  })

  it('has the defaults of the recipe', () => {
    expect(strategy.parseConfig({})).toMatchObject({
      factorCount: 8,
      width: 32,
      lookback: 30,
      hidden: 32,
      ridge: 1e-3,
      explainedVarianceWeight: 4.8,
      blockDays: 63,
      epochs: 15,
      learningRate: 0.01,
      weightDecay: 0.05,
      trainingCostMultiple: 2,
    })
    expect(strategy.defaultSeedCount).toBe(2)
  })

  it.each([
    ['fan-in', 1, 1.5],
    ['unit', 1.5, 3],
  ])('AF-12: with %s parameters starts at %d to %d of three factors', async (init, least, most) => {
    const { epochs } = await trained({
      overrides: { init, width: 32, epochs: 1, learningRate: 1e-9 },
    })
    expect(epochs[0].effectiveFactors).toBeGreaterThan(least - 0.1)
    expect(epochs[0].effectiveFactors).toBeLessThan(most)
  })

  it('AF-11, AF-12: trained on explained variance it finds the groups of a grouped panel', async () => {
    const [groups, size, dates] = [3, 20, 500]
    const common = normals(keyOf(3), dates * groups)
    const own = normals(keyOf(4), dates * groups * size)
    const grouped = tinyMarket({
      dates,
      assets: groups * size,
      returnOf: (t, i) => 0.01 * (common[t * groups + (i % groups)] + own[t * groups * size + i]),
      characteristicsOf: (_, i) => [0, 1, 2].map((g) => (i % groups === g ? 1 : 0)),
    })
    const { epochs } = await strategy.fit(
      grouped.asOf(tinyDate(dates - 1)),
      { from: tinyDate(1), to: tinyDate(dates - 1) },
      {
        config: strategy.parseConfig({
          ...SMALL,
          width: 8,
          epochs: 25,
          learningRate: 0.05,
          explainedVarianceWeight: 1e4,
        }),
        seed: 1,
        key: keyOf(1),
        signal: new AbortController().signal,
        onEpoch: () => {},
      },
    )
    const last = epochs[epochs.length - 1]
    expect(last.explainedVariance).toBeGreaterThan(0.5)
    expect(last.explainedVariance).toBeLessThan(0.55)
    expect(last.effectiveFactors).toBeGreaterThan(2.5)
  }, 30_000)
})
