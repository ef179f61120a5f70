import { beforeAll, describe, expect, it } from 'vitest'
import {
  type MarketArrays,
  marketArrays,
  marketData,
} from '../../../../src/characteristics/market-data.js'
import { syntheticMarket } from '../../../../src/data/synthetic/synthetic-market.js'
import { UserError } from '../../../../src/lib/errors.js'
import type { EngineInfo, TrainingEpoch } from '../../../../src/results.js'
import { attentionLongConv as strategy } from '../../../../src/strategy/attention/attention-longconv.js'
import { attentionTask, trainingData } from '../../../../src/strategy/attention/task.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { disposeParams, fromBytes, toBytes } from '../../../../src/tensor/params.js'
import { foldIn, keyOf } from '../../../../src/tensor/random.js'
import { trainSeed } from '../../../../src/training/seed.js'
import type { CheckpointStore, TrainedSeed } from '../../../../src/walkforward/checkpoints.js'
import { trainSplitSeeds } from '../../../../src/walkforward/run.js'
import { walkForwardSplits } from '../../../../src/walkforward/splits.js'

const MARKET = { seed: 3, assets: 10, from: '2016-01-04', to: '2019-03-29' }
const SMALL = { lookback: 5, blockDays: 60, hidden: 4, width: 4, factorCount: 2, epochs: 3 }
const COLD = strategy.parseConfig(SMALL)
const WARM = strategy.parseConfig({ ...SMALL, warmStart: true })
const SEED = 2

const arrays = marketArrays(syntheticMarket(MARKET).panel)
const splits = splitsOf(arrays)
const [first, second, live] = splits

function splitsOf(market: MarketArrays) {
  return walkForwardSplits({ ...market, trainYears: 1 })
}

type Kept = Map<string, TrainedSeed>

function storeOf(kept: Kept): CheckpointStore {
  return {
    load: async (split, seed, hash) => kept.get(`${split} ${seed} ${hash}`) ?? null,
    save: async (split, seed, hash, trained) => void kept.set(`${split} ${seed} ${hash}`, trained),
  }
}

interface Case {
  readonly config?: typeof WARM
  readonly market?: MarketArrays
  readonly kept?: Kept
  readonly onEpoch?: (epoch: TrainingEpoch, count: number) => void
}

function runOf(place: number, { config = WARM, market = arrays, kept = new Map(), onEpoch }: Case) {
  const all = splitsOf(market)
  return {
    market: marketData(market),
    strategy,
    config,
    split: all[place],
    earlier: all.slice(0, place),
    seeds: [SEED],
    checkpoints: storeOf(kept),
    engine: { name: 'wasm' } as EngineInfo,
    lastCloses: new Float64Array(market.assets.length).fill(10),
    signal: new AbortController().signal,
    onEpoch,
  }
}

/** Trains splits in the order given; the bytes of each seed by its split. */
async function trained(places: readonly number[], options: Case = {}) {
  const kept: Kept = options.kept ?? new Map()
  for (const place of places) await trainSplitSeeds(runOf(place, { ...options, kept }))
  return bytesOf(kept)
}

function bytesOf(kept: Kept): Record<string, string> {
  return Object.fromEntries(
    [...kept]
      .map(([key, { checkpoint }]): [string, string] => [
        key.slice(0, key.indexOf(' ')),
        Buffer.from(checkpoint).toString('base64'),
      ])
      .sort(),
  )
}

describe('a run whose splits start warm', () => {
  let inOrder: Record<string, string>

  beforeAll(async () => {
    await openEngine('wasm')
    inOrder = await trained([0, 1, 2])
  })

  it('trains its first split as a cold run, and the others otherwise', async () => {
    const cold = await trained([0, 1], { config: COLD })
    expect(inOrder[first.name]).toBe(cold[first.name])
    expect(inOrder[second.name]).not.toBe(cold[second.name])
  })

  it('trains the second split as by hand from the parameters of the first', async () => {
    const start = fromBytes(Buffer.from(inOrder[first.name], 'base64'))
    const config = { ...COLD, epochs: 1 } // a third of three
    const view = marketData(arrays).asOf(second.train.to)
    const task = attentionTask(trainingData(view, second.train, config), config)
    const { params } = await trainSeed(
      { ...task, init: () => start.params as never },
      second.train,
      {
        config,
        seed: SEED,
        key: foldIn(keyOf(SEED), second.name),
        signal: new AbortController().signal,
        onEpoch: () => {},
      },
    )
    const found = toBytes(params, fromMeta(inOrder[second.name]))
    disposeParams(params)
    expect(Buffer.from(found).toString('base64')).toBe(inOrder[second.name])
  })

  it('has the same bits where a later split is asked for alone', async () => {
    const epochs: [number, number][] = []
    const onEpoch = ({ epoch }: TrainingEpoch, count: number) => void epochs.push([epoch, count])
    expect(await trained([2], { onEpoch })).toEqual(inOrder)
    expect(epochs.at(0)).toEqual([0, 9])
    expect(epochs.at(-1)).toEqual([2, 3]) // the last of three trainings of one epoch
  })

  it('resumes with the same bits after it was killed, and after checkpoints were lost', async () => {
    const kept: Kept = new Map()
    await trained([0, 1], { kept })
    const start = [...kept.keys()].find((key) => key.startsWith(first.name))
    kept.delete(start ?? '')
    expect(await trained([2], { kept })).toEqual({
      [second.name]: inOrder[second.name],
      [live.name]: inOrder[live.name],
    })
    expect(await trained([0, 2], { kept })).toEqual(inOrder)
  })

  it('prefix: later dates change no parameter, however they look', async () => {
    const shorter = marketArrays(syntheticMarket({ ...MARKET, to: '2018-03-29' }).panel)
    expect(splitsOf(shorter)).toHaveLength(2)
    const until = (name: string) =>
      Object.fromEntries(Object.entries(inOrder).filter(([key]) => !key.startsWith(name)))
    expect(await trained([0, 1], { market: shorter })).toEqual(until(live.name))

    const returns = arrays.returns.slice()
    const row = arrays.dates.indexOf(second.train.to) + 1
    returns.subarray(row * arrays.assets.length).fill(0.3)
    const changed = await trained([0, 1], { market: { ...arrays, returns } })
    expect(changed).toEqual(until(live.name))
  })

  it('fails with the split that cannot be trained, and what to do', async () => {
    const broken = {
      ...strategy,
      fit: (...args: Parameters<typeof strategy.fit>) =>
        args[1].to === second.train.to
          ? Promise.reject(new UserError('seed 1 diverged'))
          : strategy.fit(...args),
    }
    const kept: Kept = new Map()
    const run = (place: number) => trainSplitSeeds({ ...runOf(place, { kept }), strategy: broken })
    await expect(run(1)).rejects.toThrow(/^seed 1 diverged$/)
    await expect(run(2)).rejects.toThrow(
      `${live.name} starts from the parameters of ${second.name}, which cannot be trained: seed 1 diverged; ` +
        'or leave warmStart out, which trains each split alone',
    )
    await expect(run(2)).rejects.toBeInstanceOf(UserError)
    expect(kept.size).toBe(1) // the first split's seed, which does not have to be trained again
  })
})

function fromMeta(checkpoint: string): unknown {
  const { params, meta } = fromBytes(Buffer.from(checkpoint, 'base64'))
  disposeParams(params)
  return meta
}
