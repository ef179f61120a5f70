import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { factorTokens } from '../../../../../src/model/storm/shape.js'
import { presetSettings } from '../../../../../src/registry/presets.js'
import type { StormConfig } from '../../../../../src/strategy/predictor/storm/fit.js'
import { marketSource } from '../../../../../src/strategy/predictor/storm/market-source.js'
import { shapeOf } from '../../../../../src/strategy/predictor/storm/shape.js'
import { storm } from '../../../../../src/strategy/predictor/storm/storm.js'
import { stormTask } from '../../../../../src/strategy/predictor/storm/task.js'
import { predictorData } from '../../../../../src/strategy/predictor/training-data.js'
import type { Strategy } from '../../../../../src/strategy/strategy.js'
import { openEngine } from '../../../../../src/tensor/engine/engine.js'
import { countParams, disposeParams, fromBytes, toBytes } from '../../../../../src/tensor/params.js'
import { keyOf } from '../../../../../src/tensor/random.js'
import { disposeCourse, startCourse, takeStep } from '../../../../../src/training/step.js'
import { tinyDate, tinyMarket } from '../../../../_util/tiny-market.js'

const [DATES, ASSETS] = [100, 2]

describe('the preset paper', () => {
  const strategy = storm as unknown as Strategy
  const preset = presetSettings('paper', strategy)
  const config = strategy.parseConfig(preset) as unknown as StormConfig

  beforeAll(async () => {
    await openEngine('wasm')
  })

  it('has the published sizes', () => {
    const shape = shapeOf(config, { characteristicCount: 20, universe: 29, assets: 29 })
    expect(shape).toMatchObject({
      lookback: 64,
      patch: 4,
      width: 256,
      heads: 4,
      encoderBlocks: 4,
      decoderBlocks: 2,
      codes: { timeSeries: 512, crossSection: 512 },
      jointAttention: true,
    })
    expect(factorTokens(shape)).toBe(16 + 64)
    expect(config).toMatchObject({ epochs: 1000, learningRate: 1e-4, k: 5, n: 3, label: 'raw' })
  })

  it('takes steps at the published width, and comes back from its bytes', () => {
    const view = tinyMarket({
      dates: DATES,
      assets: ASSETS,
      returnOf: (t, i) => 0.01 * Math.sin(7 * t + 3 * i),
      barOf: (t, i) => Array.from({ length: 5 }, (_, c) => Math.sin(t + i + c)),
      characteristicsOf: (t, i) => [Math.cos(t + i) / 2],
    }).asOf(tinyDate(DATES - 1))
    const range = { from: tinyDate(1), to: tinyDate(DATES - 1) }
    const axis = Int32Array.from({ length: ASSETS }, (_, i) => i)
    const shape = shapeOf(config, { characteristicCount: 1, universe: ASSETS, assets: ASSETS })
    const data = predictorData(view, range, config, { lookback: shape.lookback })
    const source = marketSource(data, { axis, patch: shape.patch, stocksPerStep: 0 })
    const task = stormTask(source, shape, { ...config, datesPerStep: 1 })
    const course = startCourse(task, keyOf(1))
    task.blocks(keyOf(2))
    const losses = [0, 1].map((count) => {
      const step = { block: count, key: keyOf(count), epoch: 0, count }
      const numbers = takeStep(task, course, step)
      const [loss = Number.NaN] = numbers.dataSync()
      numbers.dispose()
      return loss
    })
    expect(losses.every(Number.isFinite)).toBe(true)
    const { params } = course.state
    expect(countParams(params)).toBeGreaterThan(10e6)
    const bytes = toBytes({ ...params })
    const { params: back } = fromBytes(bytes)
    expect(countParams(back)).toBe(countParams(params))
    expect(Buffer.compare(toBytes(back), bytes)).toBe(0)
    disposeParams(back)
    disposeCourse(course)
    expect(tf.memory().numTensors).toBe(0)
  }, 120_000) // twelve million parameters
})
