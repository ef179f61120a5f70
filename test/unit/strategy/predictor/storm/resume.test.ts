import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StormParams } from '../../../../../src/model/storm/params.js'
import type { CarriedCodebooks } from '../../../../../src/strategy/predictor/storm/codebooks.js'
import type { StormConfig } from '../../../../../src/strategy/predictor/storm/fit.js'
import { marketSource } from '../../../../../src/strategy/predictor/storm/market-source.js'
import { shapeOf } from '../../../../../src/strategy/predictor/storm/shape.js'
import { storm } from '../../../../../src/strategy/predictor/storm/storm.js'
import { stormTask } from '../../../../../src/strategy/predictor/storm/task.js'
import { predictorData } from '../../../../../src/strategy/predictor/training-data.js'
import type { Strategy } from '../../../../../src/strategy/strategy.js'
import { openEngine } from '../../../../../src/tensor/engine/engine.js'
import type { AdamState } from '../../../../../src/tensor/optim.js'
import { fromBytes, toBytes } from '../../../../../src/tensor/params.js'
import { foldIn, keyOf } from '../../../../../src/tensor/random.js'
import {
  type Course,
  disposeCourse,
  startCourse,
  takeStep,
} from '../../../../../src/training/step.js'
import { configOf, plantedMarket, TRAIN_TO } from '../../../../_util/planted-predictors.js'
import { tinyDate } from '../../../../_util/tiny-market.js'

const EPOCH_STEPS = 4 // of 109 dates in batches of 27
type StormCourse = Course<StormParams, CarriedCodebooks>

function task(overrides: Readonly<Record<string, unknown>> = {}) {
  const settings = { epochs: 3, datesPerStep: 27, revivalSteps: 2, revivalShare: 0.5, ...overrides }
  const config = configOf(storm as unknown as Strategy, settings) as unknown as StormConfig
  const view = plantedMarket().asOf(tinyDate(TRAIN_TO))
  const axis = Int32Array.from(view.assets.keys())
  const shape = shapeOf(config, { characteristicCount: 3, universe: 24, assets: axis.length })
  const range = { from: tinyDate(1), to: tinyDate(TRAIN_TO) }
  const data = predictorData(view, range, config, { lookback: shape.lookback })
  const source = marketSource(data, { axis, patch: shape.patch, stocksPerStep: 9 })
  return stormTask(source, shape, config)
}

/** Steps `course.steps … until − 1` of a fresh task, each epoch in its own order. */
function advance(course: StormCourse, until: number, overrides = {}): StormCourse {
  const on = task(overrides)
  let [epoch, blocks] = [-1, [] as readonly number[]]
  while (course.steps < until) {
    const now = Math.floor(course.steps / EPOCH_STEPS)
    if (now !== epoch) blocks = on.blocks(foldIn(keyOf(1), now))
    epoch = now
    const block = blocks[course.steps % EPOCH_STEPS] ?? 0
    const key = foldIn(keyOf(2), course.steps)
    takeStep(on, course, { block, key, epoch, count: course.steps }).dispose()
  }
  return course
}

const start = (overrides = {}) => startCourse(task(overrides), keyOf(3))
const stateOf = ({ state }: StormCourse) =>
  toBytes({ params: state.params, carried: state.carried })

/** The course as bytes and back, its tensors disposed in between. */
function resumed(course: StormCourse): StormCourse {
  const [moments] = course.moments as [AdamState]
  const bytes = toBytes(
    { ...course.state, moments: { mean: moments.mean, square: moments.square } },
    { step: moments.step, steps: course.steps },
  )
  disposeCourse(course)
  const { params: stored, meta } = fromBytes(bytes)
  const {
    params,
    carried,
    moments: kept,
  } = stored as unknown as {
    params: StormParams
    carried: CarriedCodebooks
    moments: Pick<AdamState, 'mean' | 'square'>
  }
  const { step, steps } = meta as { step: number; steps: number }
  const whole = { ...params, fusion: params.fusion ?? {} }
  return { state: { params: whole, carried }, moments: [{ step, ...kept }], steps }
}

describe('a training of STORM', () => {
  beforeAll(async () => {
    await openEngine('wasm')
  })

  it.each([
    ['in the warm-up', 2],
    ['just before codes start', EPOCH_STEPS - 1],
    ['after a revival', 2 * EPOCH_STEPS],
  ])('resumes %s from its bytes to the same bits', (_, at) => {
    const until = 3 * EPOCH_STEPS - 1
    const whole = advance(start(), until)
    const broken = advance(resumed(advance(start(), at)), until)
    expect(stateOf(broken)).toEqual(stateOf(whole))
    const { revived } = whole.state.carried
    expect(
      Math.max(...Object.values(revived).map((count) => count.dataSync()[0] ?? 0)),
    ).toBeGreaterThan(0)
    disposeCourse(whole)
    disposeCourse(broken)
  })

  it('holds as many tensors after every step', () => {
    const course = advance(start(), 1)
    const held = tf.memory().numTensors
    for (const until of [2, EPOCH_STEPS, EPOCH_STEPS + 1, 2 * EPOCH_STEPS]) {
      advance(course, until)
      expect(tf.memory().numTensors, `${until} steps`).toBe(held)
    }
    disposeCourse(course)
  })
})
