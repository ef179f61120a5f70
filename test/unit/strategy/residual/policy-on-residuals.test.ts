import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { strategyInfo } from '../../../../src/catalogue.js'
import { UserError } from '../../../../src/lib/errors.js'
import { longConv } from '../../../../src/policy/trained-policy.js'
import type { DayResult } from '../../../../src/results.js'
import { residualBlockOf } from '../../../../src/strategy/residual/blocks.js'
import { longConvOn } from '../../../../src/strategy/residual/long-conv.js'
import { pca } from '../../../../src/strategy/residual/pca.js'
import { books } from '../../../../src/strategy/residual/policy-task.js'
import { RollingPca } from '../../../../src/strategy/residual/rolling-pca.js'
import { rollingResiduals } from '../../../../src/strategy/residual/rolling-residuals.js'
import type { Fit } from '../../../../src/strategy/strategy.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { disposeParams, fromBytes } from '../../../../src/tensor/params.js'
import { keyOf, normals } from '../../../../src/tensor/random.js'
import { scoreDates } from '../../../../src/walkforward/score.js'
import { type TinyMarket, tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const pcaLongConv = longConvOn(pca, strategyInfo('pca-longconv'))
const [DATES, ASSETS] = [260, 12]
const OWN = normals(keyOf(5), DATES * ASSETS)
const COMMON = normals(keyOf(6), DATES)
const returnOf = (t: number, i: number) =>
  0.01 * (1 + i / 20) * COMMON[t] + 0.01 * OWN[t * ASSETS + i]
const SMALL = { factorCount: 2, window: 40, lookback: 6, blockDays: 20, hidden: 4, epochs: 2 }
const config = pcaLongConv.parseConfig(SMALL)
const train = { from: tinyDate(60), to: tinyDate(200) }
const test = { from: tinyDate(201), to: tinyDate(230) }
const cache = mkdtempSync(join(tmpdir(), 'residua cache '))

function market(overrides: Partial<TinyMarket> = {}) {
  return tinyMarket({ dates: DATES, assets: ASSETS, returnOf, ...overrides })
}

interface FitCase {
  readonly seed?: number
  readonly settings?: typeof config
  readonly start?: Uint8Array
}

function trained(
  on = market(),
  { seed = 1, settings = config, start }: FitCase = {},
): Promise<Fit> {
  return pcaLongConv.fit(on.asOf(train.to), train, {
    config: settings,
    seed,
    key: keyOf(seed),
    signal: new AbortController().signal,
    start,
    cache,
    onEpoch: () => {},
  })
}

async function score(checkpoint: Uint8Array, on = market()): Promise<DayResult[]> {
  const options = { view: on.asOf(train.to), train, config, cache }
  const decider = pcaLongConv.restore([checkpoint], options)
  const days: DayResult[] = []
  for await (const day of scoreDates({ market: on, decider, test })) days.push(day)
  decider.dispose()
  return days
}

beforeAll(async () => {
  await openEngine('wasm')
})
afterAll(() => rmSync(cache, { recursive: true, force: true }))

describe('pca-longconv', () => {
  it('RO-4: one seed gives one checkpoint, another seed another; none leaves tensors', async () => {
    const before = tf.memory().numTensors
    const [a, b, c] = [await trained(), await trained(), await trained(market(), { seed: 2 })]
    expect(a.checkpoint).toEqual(b.checkpoint)
    expect(a.epochs).toEqual(b.epochs)
    expect(a.checkpoint).not.toEqual(c.checkpoint)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('learns from no date after its train range', async () => {
    const other = market({ returnOf: (t, i) => (t > 200 ? -3 : 1) * returnOf(t, i) })
    expect((await trained(other)).checkpoint).toEqual((await trained()).checkpoint)
  })

  it('decides deterministically from a restored checkpoint, bit for bit', async () => {
    const { checkpoint } = await trained()
    expect(await score(checkpoint)).toEqual(await score(checkpoint))
  })

  it('no look-ahead: data of t or later do not change the weights up to t, bit for bit', async () => {
    const { checkpoint } = await trained()
    const t = 215
    const changed = market({
      returnOf: (s, i) => (s < t ? returnOf(s, i) : 0.2 * Math.sin(s * i + 1)),
    })
    const [days, others] = [await score(checkpoint), await score(checkpoint, changed)]
    const until = t - 201 + 1
    expect(others.slice(0, until).map(decided)).toEqual(days.slice(0, until).map(decided))
    expect(decided(others[until])).not.toEqual(decided(days[until]))
  })

  it('holds normalised books; the residuals of training equal those of scoring, bit for bit', async () => {
    const { checkpoint } = await trained()
    const days = await score(checkpoint)
    for (const { book } of days) {
      expect(book.reduce((sum, w) => sum + Math.abs(w), 0)).toBeCloseTo(1, 6)
    }
    const panel = await rollingResiduals(
      market().asOf(tinyDate(230)),
      test,
      new RollingPca(config, null),
    )
    days.forEach(({ columns, realised }, d) => {
      const row = panel.residuals.subarray(d * ASSETS, (d + 1) * ASSETS)
      expect(Array.from(columns, (column) => row[column])).toEqual([
        ...(realised?.factors?.residuals ?? []),
      ])
    })
  })

  it('trains on the books that it scores', async () => {
    const { checkpoint } = await trained()
    const view = market().asOf(tinyDate(230))
    const range = { from: tinyDate(201 - config.lookback), to: tinyDate(230) }
    const panel = await rollingResiduals(view, range, new RollingPca(config, null))
    const params = fromBytes(checkpoint).params as never
    const inTraining = tf.tidy(() => {
      const dates = {
        firstDay: 201 - config.lookback,
        days: 30 + config.lookback,
        lookback: config.lookback,
      }
      const block = residualBlockOf(view, panel, dates)
      return books(longConv(config), params, block, config).arraySync()
    })
    disposeParams(params)
    const days = await score(checkpoint)
    days.forEach(({ book }, d) => {
      for (const [i, weight] of book.entries()) {
        expect(inTraining[d][i]).toBeCloseTo(weight, 5)
      }
    })
  })

  it('validates on the tail of its train range and stops early', async () => {
    const long = tinyMarket({
      dates: 700,
      assets: 8,
      returnOf: (t, i) => 0.01 * Math.sin(t * 1.7 + i * i),
    })
    const settings = pcaLongConv.parseConfig({
      ...SMALL,
      validationYears: 1,
      epochs: 8,
      patience: 1,
    })
    const range = { from: tinyDate(1), to: tinyDate(699) }
    const { epochs } = await pcaLongConv.fit(long.asOf(range.to), range, {
      config: settings,
      seed: 1,
      key: keyOf(1),
      signal: new AbortController().signal,
      onEpoch: () => {},
    })
    const best = epochs.findIndex((epoch) => epoch.best)
    expect(epochs.length === 8 || epochs.length === best + 2).toBe(true)
  })

  it('starts from a checkpoint, in a third of the epochs', async () => {
    const settings = pcaLongConv.parseConfig({ ...SMALL, epochs: 4, warmStart: true })
    const { checkpoint } = await trained(market(), { settings })
    const from = (start?: Uint8Array) => trained(market(), { settings, start })
    const [warm, again, cold] = [await from(checkpoint), await from(checkpoint), await from()]
    expect([warm.epochs.length, cold.epochs.length]).toEqual([2, 4])
    expect(warm.checkpoint).toEqual(again.checkpoint)
    expect(cold.checkpoint).toEqual(checkpoint)
    expect(warm.checkpoint).not.toEqual(cold.checkpoint)
  })

  it('refuses as many factors as assets, and ranges without a block', async () => {
    const settings = pcaLongConv.parseConfig({ ...SMALL, factorCount: ASSETS })
    await expect(trained(market(), { settings })).rejects.toThrow(/leaves no residuals to trade/)
    const long = pcaLongConv.parseConfig({ ...SMALL, window: 190 })
    await expect(trained(market(), { settings: long })).rejects.toThrow(UserError)
    await expect(trained(market(), { settings: long })).rejects.toThrow(/a step needs 27/)
  })

  it('has the defaults of attention-longconv, and reports the valid values of a setting', () => {
    expect(pcaLongConv.parseConfig({})).toMatchObject({
      factorCount: 8,
      window: 252,
      loadingWindow: 252,
      lookback: 30,
      hidden: 32,
      blockDays: 63,
      epochs: 15,
      trainingCostMultiple: 2,
      hedgedLoss: true,
    })
    expect(pcaLongConv.parseConfig({ ...pcaLongConv.parseConfig({}) })).toEqual(
      pcaLongConv.parseConfig({}),
    )
    expect(() => pcaLongConv.parseConfig({ factorCount: 101 })).toThrow(/"factorCount" is 101/)
    expect(() => pcaLongConv.parseConfig({ ridge: 1 })).toThrow(/there is no "ridge"/)
  })
})

const decided = ({ realised: _, ...decisions }: DayResult) => decisions
