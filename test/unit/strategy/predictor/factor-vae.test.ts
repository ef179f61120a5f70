import { beforeAll, describe, expect, it } from 'vitest'
import { AbortedError } from '../../../../src/lib/errors.js'
import { factorVae } from '../../../../src/strategy/predictor/factor-vae.js'
import type { Strategy } from '../../../../src/strategy/strategy.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import {
  configOf,
  fitPlanted,
  PLANTED_ASSETS,
  plantedMarket,
  plantedReturn,
  restorePlanted,
  TRAIN_TO,
} from '../../../_util/planted-predictors.js'
import { tinyDate } from '../../../_util/tiny-market.js'

const strategy = factorVae as unknown as Strategy

describe('factor-vae', () => {
  beforeAll(async () => {
    await openEngine('wasm')
  })

  it('publishes the posterior’s portfolios as factors, with their returns', async () => {
    const { checkpoint } = await fitPlanted(strategy, { config: { epochs: 2 } })
    const decider = restorePlanted(strategy, [checkpoint])
    expect(decider.factorCount).toBe(3)
    const { factors, columns } = decider.decide(plantedMarket().asOf(tinyDate(TRAIN_TO)))
    const { weights = new Float32Array(), betas = [] } = factors ?? {}
    expect(weights).toHaveLength(3 * PLANTED_ASSETS)
    expect(betas).toHaveLength(3 * PLANTED_ASSETS)
    expect(factors?.characteristicLoads).toHaveLength(3 * 3)
    expect(weights.some((weight) => Math.abs(weight) > 1e-3)).toBe(true)
    const returns = Float64Array.from(columns, (i) => plantedReturn(TRAIN_TO + 1, i))
    const revealed = decider.realise?.(returns)
    for (let k = 0; k < 3; k++) {
      const expected = returns.reduce((sum, r, i) => sum + r * weights[k * PLANTED_ASSETS + i], 0)
      expect(revealed?.factors?.returns[k]).toBeCloseTo(expected, 6)
    }
    expect(revealed?.factors?.residuals).toBeUndefined()
    decider.dispose()
  })

  it('reports the terms of its loss, which falls', async () => {
    const { epochs } = await fitPlanted(strategy)
    const of = (name: string, epoch: number) =>
      epochs[epoch]?.metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
    expect(epochs[0]?.metrics.map(({ name }) => name)).toEqual([
      'nll',
      'kl',
      'priorNll',
      'deadHeads',
    ])
    const last = epochs.length - 1
    expect(of('priorNll', last)).toBeLessThan(of('priorNll', 0))
    expect(of('kl', last)).toBeGreaterThan(0)
    expect(of('deadHeads', 0)).toBeGreaterThanOrEqual(0)
    expect(of('deadHeads', 0)).toBeLessThan(1)
    expect(epochs.at(-1)?.best).toBe(true)
  })

  it('without guidance it has no factors, and predicts', async () => {
    const config = { guidance: false, epochs: 2 }
    const { checkpoint, epochs } = await fitPlanted(strategy, { config })
    expect(epochs[0]?.metrics.map(({ name }) => name)).toEqual(['priorNll', 'deadHeads'])
    const decider = restorePlanted(strategy, [checkpoint], config)
    expect(decider.factorCount).toBe(0)
    const { factors, predictions } = decider.decide(plantedMarket().asOf(tinyDate(TRAIN_TO)))
    expect(factors).toBeUndefined()
    expect(predictions?.risk.every((risk) => risk > 0)).toBe(true)
    decider.dispose()
  })

  it('never has more factors than a quarter of the median universe', async () => {
    const config = { factorCount: 30, portfolioCount: 200, epochs: 1 }
    const { checkpoint } = await fitPlanted(strategy, { config })
    const decider = restorePlanted(strategy, [checkpoint], config)
    expect(decider.factorCount).toBe(PLANTED_ASSETS / 4)
    decider.dispose()
  })

  it('trains where the prior has no weight in the loss but by the divergence, as published', async () => {
    const { epochs } = await fitPlanted(strategy, { config: { priorWeight: 0, epochs: 1 } })
    expect(Number.isFinite(epochs[0]?.loss)).toBe(true)
  })

  it('stops between steps when it is aborted', async () => {
    const signal = AbortSignal.abort()
    await expect(fitPlanted(strategy, { signal })).rejects.toBeInstanceOf(AbortedError)
  })

  it('estimates memory from the assets of a step, and shortens the step to a share of it', () => {
    const config = configOf(strategy, { datesPerStep: 8, stocksPerStep: 150 })
    const { step } = strategy.inputs(config).memory
    expect(step).toMatchObject({ dates: 8, mostAssets: 150 })
    const all = configOf(strategy, { stocksPerStep: 0 })
    expect(strategy.inputs(all).memory.step).not.toHaveProperty('mostAssets')
    expect(strategy.smaller?.(config, 0.5)).toMatchObject({ datesPerStep: 4 })
    expect(strategy.smaller?.(configOf(strategy, { datesPerStep: 1 }), 0.5)).toBeNull()
  })
})
