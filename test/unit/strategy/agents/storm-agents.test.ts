import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DayResult } from '../../../../src/results.js'
import { stormAgents } from '../../../../src/strategy/agents/storm-agents.js'
import { stormStates } from '../../../../src/strategy/agents/storm-states.js'
import { paramsOf } from '../../../../src/strategy/predictor/checkpoint.js'
import { marketSize } from '../../../../src/strategy/predictor/predictor-strategy.js'
import type { StormConfig } from '../../../../src/strategy/predictor/storm/fit.js'
import { placesOf } from '../../../../src/strategy/predictor/storm/places.js'
import { storedStorm } from '../../../../src/strategy/predictor/storm/stored.js'
import { storm } from '../../../../src/strategy/predictor/storm/storm.js'
import type { Strategy } from '../../../../src/strategy/strategy.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { disposeParams } from '../../../../src/tensor/params.js'
import { scoreDates } from '../../../../src/walkforward/score.js'
import {
  configOf,
  fitPlanted,
  plantedMarket,
  plantedReturn,
  restorePlanted,
  TRAIN_TO,
} from '../../../_util/planted-predictors.js'
import { tinyDate } from '../../../_util/tiny-market.js'

const strategy = stormAgents as unknown as Strategy
const TINY = { datesPerStep: 36, epochs: 2 }
const train = { from: tinyDate(1), to: tinyDate(TRAIN_TO) }
const viewAt = (t: number, on = plantedMarket()) => on.asOf(tinyDate(t))

beforeAll(() => openEngine('wasm'))

async function scored(checkpoints: readonly Uint8Array[], config = {}): Promise<DayResult[]> {
  const decider = restorePlanted(strategy, checkpoints, config)
  const test = { from: tinyDate(TRAIN_TO + 1), to: tinyDate(TRAIN_TO + 20) }
  const days: DayResult[] = []
  for await (const day of scoreDates({ market: plantedMarket(), decider, test })) days.push(day)
  decider.dispose()
  return days
}

describe('agents on STORM', () => {
  let checkpoint: Uint8Array

  beforeAll(async () => {
    ;({ checkpoint } = await fitPlanted(strategy, { config: TINY }))
  })

  it('publish what STORM does, their trades, and a book of what they hold', async () => {
    const days = await scored([checkpoint])
    for (const { columns, predictions, codes, latents, agents, book, realised } of days) {
      expect(predictions?.mean).toHaveLength(columns.length)
      expect(codes?.timeSeries).toHaveLength(columns.length)
      expect(latents?.mean).toHaveLength(6)
      expect(realised?.latents?.mean).toHaveLength(6)
      const held = [1, 7].filter((column) => (agents?.shares[column] ?? 0) > 0)
      const expected = Array.from(columns, (i) => (held.includes(i) ? 1 / held.length : 0))
      expect([...book]).toEqual(expected)
      expect(realised?.agents?.value[7]).toBeGreaterThan(0)
    }
  })

  it('report the epochs of STORM, then one for each agent', async () => {
    const seen: number[] = []
    const { epochs, checkpoint: again } = await fitPlanted(strategy, {
      config: TINY,
      onEpoch: (_, count) => seen.push(count),
    })
    expect(again).toEqual(checkpoint)
    expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3])
    expect(epochs[3].metrics.map(({ name }) => name)).toContain('A007 entropy')
    expect(seen).toEqual([4, 4, 4, 4])
  })

  it('train the same bits whatever comes after the train range, and leave no tensors', async () => {
    const before = tf.memory().numTensors
    const later = plantedMarket({
      returnOf: (t, i) => (t > TRAIN_TO ? 0.5 : plantedReturn(t, i)),
    })
    const again = await fitPlanted(strategy, { config: TINY, on: later, viewTo: TRAIN_TO + 9 })
    expect(again.checkpoint).toEqual(checkpoint)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('decide by the mean of their seeds, each on states of its own', async () => {
    const other = (await fitPlanted(strategy, { config: TINY, seed: 2 })).checkpoint
    const [one, two, both] = [
      await scored([checkpoint]),
      await scored([other]),
      await scored([checkpoint, other]),
    ]
    expect(one.map(({ codes }) => codes)).not.toEqual(two.map(({ codes }) => codes))
    expect(both.map(({ codes }) => codes)).toEqual(one.map(({ codes }) => codes))
    expect(both.every(({ agents }) => agents !== undefined)).toBe(true)
  })

  it('stop on an abort', async () => {
    const stop = new AbortController()
    const before = tf.memory().numTensors
    const stopped = fitPlanted(strategy, {
      config: TINY,
      signal: stop.signal,
      onEpoch: ({ epoch }) => {
        if (epoch === 1) stop.abort()
      },
    })
    await expect(stopped).rejects.toThrow('stopped')
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('the frozen states of STORM', () => {
  const fits: Record<string, Uint8Array> = {}
  const CONFIGS = { plain: TINY, fused: { ...TINY, fusion: true } } as const

  beforeAll(async () => {
    for (const [name, config] of Object.entries(CONFIGS)) {
      fits[name] = (await fitPlanted(storm as unknown as Strategy, { config })).checkpoint
    }
  })

  function opened(name: keyof typeof CONFIGS) {
    const config = configOf(storm as unknown as Strategy, CONFIGS[name]) as unknown as StormConfig
    const view = viewAt(TRAIN_TO)
    const { network, codebooks } = storedStorm(paramsOf(fits[name], view))
    const states = stormStates(network, placesOf(config, marketSize(view, train, config)))
    return { states, dispose: () => disposeParams({ network, codebooks }) }
  }

  it.each(['plain', 'fused'] as const)(
    'of many rows are those of each row alone, known before it: %s',
    (name) => {
      const { states, dispose } = opened(name)
      const columns = Int32Array.of(3, 7)
      const [from, end] = [TRAIN_TO - 20, TRAIN_TO + 1]
      const all = states.statesOf(viewAt(TRAIN_TO + 5), { from, end }, columns)
      expect(all).toHaveLength((end - from) * 2 * states.width)
      for (const row of [from, from + 15, from + 16, end - 1]) {
        const alone = states.statesOf(viewAt(row - 1), { from: row, end: row + 1 }, columns)
        const size = 2 * states.width
        const at = (row - from) * size
        Array.from(all.subarray(at, at + size)).forEach((value, i) => {
          expect(value).toBeCloseTo(alone[i], 5)
        })
      }
      dispose()
    },
  )

  it('are the market’s, then the asset’s', () => {
    const { states, dispose } = opened('plain')
    const rows = { from: TRAIN_TO + 1, end: TRAIN_TO + 2 }
    const two = states.statesOf(viewAt(TRAIN_TO), rows, Int32Array.of(3, 7))
    const one = states.statesOf(viewAt(TRAIN_TO), rows, Int32Array.of(7))
    dispose()
    expect(states.width).toBe(4 * 8)
    expect(two.slice(states.width)).toEqual(one)
    const half = states.width / 2
    expect(two.slice(0, half)).toEqual(one.slice(0, half))
    expect(two.slice(half, 2 * half)).not.toEqual(one.slice(half))
  })

  it('are 0 for an asset outside the universe', () => {
    const on = plantedMarket({ memberOf: (t, i) => i !== 7 || t !== TRAIN_TO + 1 })
    const { states, dispose } = opened('plain')
    const rows = { from: TRAIN_TO + 1, end: TRAIN_TO + 2 }
    const found = states.statesOf(viewAt(TRAIN_TO, on), rows, Int32Array.of(3, 7))
    dispose()
    expect(found.slice(states.width).every((value) => value === 0)).toBe(true)
    expect(found.slice(0, states.width).some((value) => value !== 0)).toBe(true)
  })
})
