import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { strategies } from '../../../../src/registry/registry.js'
import { mixture } from '../../../../src/strategy/mean-of-predictions.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import {
  fitPlanted,
  PLANTED_ASSETS,
  plantedMarket,
  plantedReturn,
  restorePlanted,
  TRAIN_TO,
} from '../../../_util/planted-predictors.js'
import { tinyDate } from '../../../_util/tiny-market.js'

/** Those whose book is of their predictions, not of agents. */
const predictors = strategies.filter(({ kind, has }) => kind === 'PREDICTOR' && !has.agents)
const DATES = Array.from({ length: 30 }, (_, d) => TRAIN_TO + 1 + d)

/** Correlation of all predictions with the returns of their dates. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0) / x.length
  const [ma, mb] = [mean(a), mean(b)]
  const sum = (of: (i: number) => number) => a.reduce((total, _, i) => total + of(i), 0)
  const covariance = sum((i) => (a[i] - ma) * (b[i] - mb))
  return covariance / Math.sqrt(sum((i) => (a[i] - ma) ** 2) * sum((i) => (b[i] - mb) ** 2))
}

/** Every date decided in turn on `on`. */
function decided(decider: ReturnType<typeof restorePlanted>, on = plantedMarket()) {
  return DATES.map((t) => {
    const day = decider.decide(on.asOf(tinyDate(t - 1)))
    decider.realise?.(Float64Array.from(day.columns, (i) => plantedReturn(t, i)))
    return day
  })
}

describe.each(predictors.map(({ name, load }) => ({ name, load })))('$name', ({ name, load }) => {
  let strategy: Awaited<ReturnType<typeof load>>
  let checkpoint: Uint8Array

  beforeAll(async () => {
    await openEngine('wasm')
    strategy = await load()
    checkpoint = (await fitPlanted(strategy)).checkpoint
  })

  it('predicts the planted returns of dates that it never saw, with a risk in return units', () => {
    const decider = restorePlanted(strategy, [checkpoint])
    const days = decided(decider)
    decider.dispose()
    const means = days.flatMap(({ predictions }) => [...(predictions?.mean ?? [])])
    const risks = days.flatMap(({ predictions }) => [...(predictions?.risk ?? [])])
    const returns = DATES.flatMap((t) =>
      Array.from({ length: PLANTED_ASSETS }, (_, i) => plantedReturn(t, i)),
    )
    expect(means).toHaveLength(returns.length)
    // the oracle has √(0.04² / 12) / sd(R) = 0.76; betas alone, without the date's factors, have none of it
    const least = name === 'ca' ? 0.2 : 0.6
    expect(correlation(means, returns)).toBeGreaterThan(least)
    const errors = returns.map((r, i) => r - (means[i] ?? 0))
    const spread = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length)
    const risk = risks.reduce((sum, value) => sum + value, 0) / risks.length
    expect(Math.min(...risks)).toBeGreaterThan(0)
    expect(risk / spread).toBeGreaterThan(0.6)
    expect(risk / spread).toBeLessThan(1.6)
  })

  it('restores bit-identical decisions from its checkpoint, and trains it again to the bit', async () => {
    const config = { epochs: 2 }
    const [first, again] = [
      (await fitPlanted(strategy, { config })).checkpoint,
      (await fitPlanted(strategy, { config })).checkpoint,
    ]
    expect(again).toEqual(first)
    const [one, other] = [first, again].map((bytes) => restorePlanted(strategy, [bytes]))
    expect(decided(one)).toEqual(decided(other))
    one.dispose()
    other.dispose()
  })

  it('learns nothing from dates after its train range, with longer horizons either', async () => {
    const other = plantedMarket({
      returnOf: (t, i) => (t > TRAIN_TO ? Math.cos(t * i) : plantedReturn(t, i)),
    })
    const viewTo = TRAIN_TO + 20
    const config = { horizon: 5, labelLag: 1, epochs: 1 }
    const [a, b] = [
      await fitPlanted(strategy, { viewTo, config }),
      await fitPlanted(strategy, { viewTo, config, on: other }),
    ]
    expect(b.checkpoint).toEqual(a.checkpoint)
    expect(b.epochs).toEqual(a.epochs)
  })

  it('combines seeds by their predictions', async () => {
    const second = (await fitPlanted(strategy, { seed: 2, config: { epochs: 1 } })).checkpoint
    const view = plantedMarket().asOf(tinyDate(TRAIN_TO))
    const predictionsOf = (checkpoints: Uint8Array[]) => {
      const decider = restorePlanted(strategy, checkpoints)
      const { predictions, book } = decider.decide(view)
      decider.dispose()
      if (!predictions) throw new Error('a predictor predicts')
      return { predictions, book }
    }
    const both = predictionsOf([checkpoint, second])
    const [a, b] = [predictionsOf([checkpoint]), predictionsOf([second])]
    const mixed = mixture([a.predictions, b.predictions])
    mixed.mean.forEach((mean, i) => {
      expect(both.predictions.mean[i]).toBeCloseTo(mean, 6)
      expect(both.predictions.risk[i]).toBeCloseTo(mixed.risk[i] ?? Number.NaN, 6)
    })
    const best = [...both.predictions.mean.keys()]
      .sort((i, j) => both.predictions.mean[j] - both.predictions.mean[i])
      .slice(0, 4)
    expect([...both.book.keys()].filter((i) => both.book[i] > 0)).toEqual(
      best.sort((i, j) => i - j),
    )
  })

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const { checkpoint: bytes } = await fitPlanted(strategy, { config: { epochs: 1 } })
    expect(tf.memory().numTensors).toBe(before)
    const decider = restorePlanted(strategy, [bytes])
    const held = tf.memory().numTensors
    decided(decider)
    expect(tf.memory().numTensors).toBe(held)
    decider.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuses a checkpoint of other characteristics, and a train range that is too short', async () => {
    const before = tf.memory().numTensors
    const other = plantedMarket({ characteristicsOf: () => [0, 0] })
    expect(() => restorePlanted(strategy, [checkpoint], {}, other)).toThrow(
      /trained on the characteristics x0, x1, x2 and the data has x0, x1/,
    )
    expect(tf.memory().numTensors).toBe(before)
    const never = plantedMarket({ memberOf: (t) => t > TRAIN_TO - 15 })
    await expect(fitPlanted(strategy, { on: never })).rejects.toThrow(
      /trading dates with a return to learn .* take a longer train range/,
    )
  })

  it('holds nothing on a date with an empty universe, and decides the dates after it', () => {
    const on = plantedMarket({ memberOf: (t) => t !== TRAIN_TO + 5 })
    const decider = restorePlanted(strategy, [checkpoint])
    const days = decided(decider, on)
    decider.dispose()
    expect(days[4].columns).toHaveLength(0)
    expect(days[4].predictions?.mean).toHaveLength(0)
    expect(days[5].book.some((weight) => weight > 0)).toBe(true)
  })
})
