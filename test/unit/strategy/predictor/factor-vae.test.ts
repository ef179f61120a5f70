import { beforeAll, describe, expect, it } from 'vitest'
import { AbortedError } from '../../../../src/lib/errors.js'
import { factorVae } from '../../../../src/strategy/predictor/factor-vae.js'
import type { Strategy } from '../../../../src/strategy/strategy.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { createStandardiser } from '../../../../src/training/label-kinds.js'
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

function normalScores(returns: Float64Array): Float64Array {
  const scores = Float64Array.from(returns)
  createStandardiser('normalScore', scores.length)(scores)
  return scores
}

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

  it('has factors without assets on a date with an empty universe', async () => {
    const { checkpoint } = await fitPlanted(strategy, { config: { epochs: 1 } })
    const decider = restorePlanted(strategy, [checkpoint])
    const on = plantedMarket({ memberOf: (t) => t !== TRAIN_TO + 1 })
    const { factors } = decider.decide(on.asOf(tinyDate(TRAIN_TO)))
    expect(factors?.weights).toHaveLength(0)
    expect(factors?.characteristicLoads).toEqual(new Float32Array(3 * 3))
    const revealed = decider.realise?.(new Float64Array())
    expect(revealed?.factors?.returns).toEqual(new Float32Array(3))
    expect(revealed?.latents?.mean).toEqual(new Float32Array(3).fill(Number.NaN))
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
    expect(of('kl', last)).toBeLessThan(0.5 * of('kl', 0)) // FV-7
    expect(of('deadHeads', 0)).toBeGreaterThanOrEqual(0)
    expect(of('deadHeads', 0)).toBeLessThan(1)
    expect(epochs.at(-1)?.best).toBe(true)
  })

  it('publishes the prior, which no return of the date changes, and the posterior, which sees them', async () => {
    const { checkpoint } = await fitPlanted(strategy, { config: { epochs: 2 } })
    const decider = restorePlanted(strategy, [checkpoint])
    expect(decider.latentCount).toBe(3)
    const view = plantedMarket().asOf(tinyDate(TRAIN_TO))
    const { latents: prior, factors, columns } = decider.decide(view)
    expect(prior?.mean).toHaveLength(3)
    expect(prior?.risk.every((risk) => risk > 0)).toBe(true)

    const posteriorOf = (returnOf: (i: number) => number) =>
      decider.realise?.(Float64Array.from(columns, returnOf)).latents
    const returnOf = (i: number) => plantedReturn(TRAIN_TO + 1, i)
    const posterior = posteriorOf(returnOf)
    const other = posteriorOf((i) => -returnOf(i))
    expect(posterior?.mean).not.toEqual(prior?.mean)
    expect(other?.mean).not.toEqual(posterior?.mean)
    expect(decider.decide(view).latents).toEqual(prior)

    // linear in the normal scores of the returns: opposite labels are as far from the intercept
    const scores = normalScores(Float64Array.from(columns, returnOf))
    for (let k = 0; k < 3; k++) {
      const ofFactor = factors?.weights.subarray(k * PLANTED_ASSETS, (k + 1) * PLANTED_ASSETS) ?? []
      const explained = [...ofFactor].reduce((sum, w, i) => sum + w * (scores[i] ?? 0), 0)
      const [up = 0, down = 0] = [posterior?.mean[k], other?.mean[k]]
      expect((up - down) / 2).toBeCloseTo(explained, 4)
    }
    decider.dispose()
  })

  it('masks an asset without a return in the posterior, and has none without any return', async () => {
    const { checkpoint } = await fitPlanted(strategy, { config: { epochs: 1 } })
    const decider = restorePlanted(strategy, [checkpoint])
    const { columns } = decider.decide(plantedMarket().asOf(tinyDate(TRAIN_TO)))
    const posteriorOf = (returnOf: (i: number) => number) =>
      decider.realise?.(Float64Array.from(columns, returnOf)).latents
    const without = (hidden: number) => (i: number) => (i === hidden ? Number.NaN : Math.sin(i))
    expect(posteriorOf(without(3))?.mean.every(Number.isFinite)).toBe(true)
    expect(posteriorOf(without(3))?.mean).not.toEqual(posteriorOf(Math.sin)?.mean)
    const nothing = posteriorOf(() => Number.NaN)
    expect([...(nothing?.mean ?? []), ...(nothing?.risk ?? [])]).toEqual(Array(6).fill(Number.NaN))
    decider.dispose()
  })

  it.each([{ horizon: 5 }, { labelLag: 1 }])(
    'has no posterior of a date whose target ends later, with %o',
    async (target) => {
      const config = { ...target, epochs: 1 }
      const { checkpoint } = await fitPlanted(strategy, { config })
      const decider = restorePlanted(strategy, [checkpoint], config)
      const { columns, latents } = decider.decide(plantedMarket().asOf(tinyDate(TRAIN_TO)))
      expect(latents?.mean).toHaveLength(3)
      const revealed = decider.realise?.(Float64Array.from(columns, Math.sin))
      expect(revealed?.factors?.returns).toHaveLength(3)
      expect(revealed?.latents).toBeUndefined()
      decider.dispose()
    },
  )

  it('publishes the prior and the posterior of its first seed', async () => {
    const one = await fitPlanted(strategy, { seed: 1, config: { epochs: 1 } })
    const seeds = [one, await fitPlanted(strategy, { seed: 2, config: { epochs: 1 } })]
    const [first, both] = [[one], seeds].map((some) => {
      const decider = restorePlanted(
        strategy,
        some.map(({ checkpoint }) => checkpoint),
      )
      const { latents, columns } = decider.decide(plantedMarket().asOf(tinyDate(TRAIN_TO)))
      const posterior = decider.realise?.(Float64Array.from(columns, Math.sin)).latents
      decider.dispose()
      return { latents, posterior }
    })
    expect(both).toEqual(first)
  })

  it('without guidance it has no factors, and predicts', async () => {
    const config = { guidance: false, epochs: 2 }
    const { checkpoint, epochs } = await fitPlanted(strategy, { config })
    expect(epochs[0]?.metrics.map(({ name }) => name)).toEqual(['priorNll', 'deadHeads'])
    const decider = restorePlanted(strategy, [checkpoint], config)
    expect(decider.factorCount).toBe(0)
    const decided = decider.decide(plantedMarket().asOf(tinyDate(TRAIN_TO)))
    const { factors, predictions, latents, columns } = decided
    expect(factors).toBeUndefined()
    expect([decider.latentCount, latents?.mean.length, latents?.risk.length]).toEqual([3, 3, 3])
    expect(decider.realise?.(Float64Array.from(columns, Math.sin))).toEqual({})
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
