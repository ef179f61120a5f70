import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MarketData } from '../../../../src/data/source.js'
import { strategyByName } from '../../../../src/registry/registry.js'
import type { DayResult } from '../../../../src/results.js'
import type { TrainedStrategy } from '../../../../src/strategy/strategy.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { keyOf, normals } from '../../../../src/tensor/random.js'
import { scoreDates } from '../../../../src/walkforward/score.js'
import { tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const [DATES, ASSETS] = [170, 8]
const OWN = normals(keyOf(11), DATES * ASSETS)
const COMMON = normals(keyOf(12), DATES)
const returnOf = (t: number, i: number) => 0.01 * (COMMON[t] + OWN[t * ASSETS + i])
const factorOf = (t: number) => 0.01 * COMMON[t] + 0.001 * OWN[t * ASSETS]
const SMALL = { factorCount: 1, window: 25, lookback: 8, blockDays: 20, epochs: 2 }
const train = { from: tinyDate(30), to: tinyDate(130) }
const test = { from: tinyDate(131), to: tinyDate(145) }

/** From `cut` on, other returns of assets and of the factor portfolio. */
function market(cut = DATES): MarketData {
  const data = tinyMarket({
    dates: DATES,
    assets: ASSETS,
    returnOf: (t, i) => (t < cut ? returnOf(t, i) : 0.2 * Math.sin(t * i + 1)),
  })
  const factor = Float64Array.from({ length: DATES }, (_, t) => (t < cut ? factorOf(t) : 0.1))
  return {
    ...data,
    asOf(date) {
      const view = data.asOf(date)
      const returns = factor.subarray(0, view.dates.length)
      return { ...view, factors: { names: ['FF:MKT-RF'], returns } }
    },
  }
}

beforeAll(async () => {
  await openEngine('wasm')
})

describe.each(['pca-cnn-transformer', 'pca-fourier-ffn', 'ff-cnn-transformer', 'ff-fourier-ffn'])(
  '%s',
  (name) => {
    let strategy: TrainedStrategy
    let config: ReturnType<TrainedStrategy['parseConfig']>
    beforeAll(async () => {
      const named = await strategyByName(name)
      if (!named.trains) throw new Error(`${name} trains nothing`)
      strategy = named
      config = strategy.parseConfig(SMALL)
    })

    async function checkpointOf(on = market(), seed = 1): Promise<Uint8Array> {
      const { checkpoint } = await strategy.fit(on.asOf(train.to), train, {
        config,
        seed,
        key: keyOf(seed),
        signal: new AbortController().signal,
        onEpoch: () => {},
      })
      return checkpoint
    }

    async function decisions(checkpoint: Uint8Array, on = market()) {
      const view = on.asOf(train.to)
      const decider = strategy.restore([checkpoint], { view, train, config })
      const days: Omit<DayResult, 'realised'>[] = []
      for await (const { realised: _, ...decided } of scoreDates({
        market: on,
        decider,
        test,
      })) {
        days.push(decided)
      }
      decider.dispose()
      return days
    }

    it('trains deterministically from one seed, without later dates, and leaks no tensors', async () => {
      const before = tf.memory().numTensors
      const checkpoint = await checkpointOf()
      expect(await checkpointOf()).toEqual(checkpoint)
      expect(await checkpointOf(market(131))).toEqual(checkpoint)
      expect(await checkpointOf(market(), 2)).not.toEqual(checkpoint)
      expect(tf.memory().numTensors).toBe(before)
    })

    it('decides deterministically from its checkpoint, independently of later data', async () => {
      const checkpoint = await checkpointOf()
      const days = await decisions(checkpoint)
      expect(await decisions(checkpoint)).toEqual(days)
      const others = await decisions(checkpoint, market(138))
      expect(others.slice(0, 8)).toEqual(days.slice(0, 8))
      expect(others[9]).not.toEqual(days[9])
      for (const { book } of days) {
        expect(book.reduce((sum, w) => sum + Math.abs(w), 0)).toBeCloseTo(1, 6)
      }
    })
  },
)
