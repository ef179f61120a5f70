import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { storm } from '../../../../../src/strategy/predictor/storm/storm.js'
import type { Strategy } from '../../../../../src/strategy/strategy.js'
import { openEngine } from '../../../../../src/tensor/engine/engine.js'
import {
  fitPlanted,
  PLANTED_ASSETS,
  plantedMarket,
  plantedReturn,
  restorePlanted,
  TRAIN_TO,
} from '../../../../_util/planted-predictors.js'
import { tinyDate } from '../../../../_util/tiny-market.js'

const strategy = storm as unknown as Strategy
/** Three steps an epoch. */
const LARGE_STEPS = { datesPerStep: 36 }
const view = () => plantedMarket().asOf(tinyDate(TRAIN_TO))
const returnsOf = (columns: Int32Array, scale = 1) =>
  Float64Array.from(
    columns,
    (i) => scale * plantedReturn(TRAIN_TO + 1, i) * (i % 3 === 0 ? scale : 1),
  )
const LATENTS = 2 + 4 // two patches and four days

describe('storm', () => {
  let checkpoint: Uint8Array

  beforeAll(async () => {
    await openEngine('wasm')
    checkpoint = (await fitPlanted(strategy, { config: { ...LARGE_STEPS, epochs: 4 } })).checkpoint
  })

  it('decides with codes of each asset and of the market, and with the prior of its factors', () => {
    const decider = restorePlanted(strategy, [checkpoint])
    const { codes, latents, predictions } = decider.decide(view())
    decider.dispose()
    expect(decider.latentCount).toBe(LATENTS)
    expect(codes?.timeSeries).toHaveLength(PLANTED_ASSETS)
    expect(codes?.crossSection).toHaveLength(1)
    for (const [count, values] of [
      [6, codes?.timeSeries ?? []],
      [5, codes?.crossSection ?? []],
    ] as const) {
      expect([...values].every((code) => Number.isInteger(code) && code >= 0 && code < count)).toBe(
        true,
      )
    }
    expect(latents?.mean).toHaveLength(LATENTS)
    expect([...(latents?.risk ?? [])].every((risk) => risk > 0)).toBe(true)
    expect(predictions?.mean.some((mean) => mean !== 0)).toBe(true)
  })

  it('counts on the train range how often each code is chosen', () => {
    const { codebooks = [], dispose } = restorePlanted(strategy, [checkpoint])
    expect(codebooks.map(({ module }) => module)).toEqual(['TIME_SERIES', 'CROSS_SECTION'])
    const totals = codebooks.map(({ usageTrain }) => usageTrain.reduce((sum, n) => sum + n, 0))
    const dates = TRAIN_TO - 3 + 1 // the first has four rows
    expect(totals).toEqual([dates * PLANTED_ASSETS, dates])
    expect(codebooks.map(({ usageTrain }) => usageTrain.length)).toEqual([6, 5])
    dispose()
  })

  it('reveals a posterior that moves with the returns; the prior and the codes do not', () => {
    const decided = [1, -2].map((scale) => {
      const decider = restorePlanted(strategy, [checkpoint])
      const day = decider.decide(view())
      const revealed = decider.realise?.(returnsOf(day.columns, scale))
      decider.dispose()
      return { day, latents: revealed?.latents }
    })
    expect(decided[1]?.day).toEqual(decided[0]?.day)
    expect(decided[0]?.latents?.mean).toHaveLength(LATENTS)
    expect(decided[1]?.latents?.mean).not.toEqual(decided[0]?.latents?.mean)
  })

  it('reveals no posterior of returns that it did not learn from, and a missing one without returns', () => {
    const later = restorePlanted(strategy, [checkpoint], { horizon: 5 })
    later.decide(view())
    expect(
      later.realise?.(returnsOf(Int32Array.from({ length: PLANTED_ASSETS }, (_, i) => i))),
    ).toEqual({})
    later.dispose()
    const decider = restorePlanted(strategy, [checkpoint])
    decider.decide(view())
    const unknown = decider.realise?.(new Float64Array(PLANTED_ASSETS).fill(Number.NaN))
    expect(unknown?.latents?.mean.every(Number.isNaN)).toBe(true)
    decider.dispose()
  })

  it('has a code of the market, and neither prediction nor prior, on a date without a universe', () => {
    const on = plantedMarket({ memberOf: (t) => t !== TRAIN_TO + 1 })
    const decider = restorePlanted(strategy, [checkpoint], {}, on)
    const { codes, latents, predictions } = decider.decide(on.asOf(tinyDate(TRAIN_TO)))
    const revealed = decider.realise?.(new Float64Array())
    decider.dispose()
    expect(predictions?.mean).toHaveLength(0)
    expect(codes?.timeSeries).toHaveLength(0)
    expect(Number.isInteger(codes?.crossSection?.[0])).toBe(true)
    expect(latents?.mean.every(Number.isNaN)).toBe(true)
    expect(revealed?.latents?.risk).toHaveLength(LATENTS)
  })

  it('has no code of an asset without any bar in its newest patch', () => {
    const on = plantedMarket({
      barOf: (t, i) => (i === 2 ? [0, 0, 0, 0, 0] : [0, 1, -1, 1, t % 2]),
    })
    const decider = restorePlanted(strategy, [checkpoint], {}, on)
    const { codes } = decider.decide(on.asOf(tinyDate(TRAIN_TO)))
    decider.dispose()
    expect([...(codes?.timeSeries ?? [])].map(Number.isNaN).indexOf(true)).toBe(2)
    expect([...(codes?.timeSeries ?? [])].filter(Number.isNaN)).toHaveLength(1)
  })

  it('reports its terms, and perplexities once tokens are quantised', async () => {
    const { epochs } = await fitPlanted(strategy, { config: { ...LARGE_STEPS, epochs: 4 } })
    const of = (name: string, epoch: number) =>
      epochs[epoch]?.metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
    expect(of('commitment', 0)).toBe(0)
    expect(of('perplexityTimeSeries', 0)).toBe(0)
    expect(of('perplexityTimeSeries', 3)).toBeGreaterThan(1)
    expect(of('perplexityTimeSeries', 3)).toBeLessThanOrEqual(6)
    expect(of('perplexityCrossSection', 3)).toBeGreaterThanOrEqual(1)
    expect(of('perplexityCrossSection', 3)).toBeLessThanOrEqual(5)
    expect(of('usedTimeSeries', 3)).toBeGreaterThan(1)
    expect(of('reconstructionTimeSeries', 3)).toBeLessThan(of('reconstructionTimeSeries', 0))
    expect(of('priorNll', 3)).toBeLessThan(of('priorNll', 0))
    expect(of('revivedTimeSeries', 3)).toBeGreaterThanOrEqual(0)
  })

  it.each([
    ['timeSeries', ['TIME_SERIES'], 2],
    ['crossSection', ['CROSS_SECTION'], 4],
  ])('with %s alone has that codebook and its factors', async (modules, names, latents) => {
    const config = { ...LARGE_STEPS, modules, epochs: 2 }
    const { checkpoint: alone, epochs } = await fitPlanted(strategy, { config })
    const decider = restorePlanted(strategy, [alone], config)
    expect(decider.codebooks?.map(({ module }) => module)).toEqual(names)
    expect(decider.latentCount).toBe(latents)
    const { codes, predictions } = decider.decide(view())
    expect(Object.keys(codes ?? {})).toEqual([modules])
    expect(predictions?.risk.every((risk) => risk > 0)).toBe(true)
    expect(epochs[0]?.metrics.map(({ name }) => name)).not.toContain('contrast')
    decider.dispose()
  })

  it.each([
    ['codes that move by gradient', { codebookUpdate: 'gradient' }],
    ['attention among all assets, and fusion', { patchAttention: 'date', fusion: true }],
    ['few assets of each step', { stocksPerStep: 5 }],
    ['no warm-up and no revival', { warmUpEpochs: 0, revivalSteps: 0 }],
    ['one epoch', { epochs: 1 }],
    [
      'no loss but that of returns',
      { reconstructionWeight: 0, commitmentWeight: 0, klWeight: 0, contrastWeight: 0 },
    ],
  ])('trains and decides with %s, and leaves no tensor', async (_, overrides) => {
    const before = tf.memory().numTensors
    const config = { ...LARGE_STEPS, epochs: 2, ...overrides }
    const { checkpoint: bytes, epochs } = await fitPlanted(strategy, { config })
    expect(epochs.every(({ loss }) => Number.isFinite(loss))).toBe(true)
    const decider = restorePlanted(strategy, [bytes], config)
    expect(decider.decide(view()).predictions?.mean.every(Number.isFinite)).toBe(true)
    decider.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('learns nothing from withheld names, which have no place in the market, and predicts them', async () => {
    const config = { ...LARGE_STEPS, withheldNames: 4, epochs: 1 }
    const { checkpoint: bytes } = await fitPlanted(strategy, { config })
    const decider = restorePlanted(strategy, [bytes], config)
    const counted = decider.codebooks?.[0]?.usageTrain.reduce((sum, n) => sum + n, 0)
    expect(counted).toBe((TRAIN_TO - 3 + 1) * (PLANTED_ASSETS - 4))
    expect(decider.decide(view()).predictions?.mean).toHaveLength(PLANTED_ASSETS)
    decider.dispose()
  })

  it('reads bars of its window, and has twice as many codes for a large universe', () => {
    const { bars, memory } = strategy.inputs(strategy.parseConfig({}))
    expect(bars).toEqual({ lookback: 32 })
    expect(memory.step).toMatchObject({ dates: 16, mostAssets: 96 })
    expect(strategy.smaller?.(strategy.parseConfig({}), 0.5)).toMatchObject({ datesPerStep: 8 })
  })
})
