import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { strategyInfo } from '../../../src/catalogue.js'
import {
  type MarketArrays,
  marketArrays,
  marketData,
} from '../../../src/characteristics/market-data.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { DEFAULT_EXECUTION } from '../../../src/execution/settings.js'
import { AbortedError } from '../../../src/lib/errors.js'
import type { EngineInfo, Split, TrainingEpoch } from '../../../src/results.js'
import type { Decider } from '../../../src/strategy/decider.js'
import { meanOfBooks } from '../../../src/strategy/mean-of-books.js'
import { residualBook } from '../../../src/strategy/residual-book.js'
import type { FitOptions, TrainedStrategy } from '../../../src/strategy/strategy.js'
import { universeOf } from '../../../src/strategy/universe.js'
import type { CheckpointStore, TrainedSeed } from '../../../src/walkforward/checkpoints.js'
import { dataHashOf } from '../../../src/walkforward/data-hash.js'
import { runSplit, type SplitRun } from '../../../src/walkforward/run.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'

const ENGINE: EngineInfo = { name: 'host', version: '', device: '', threads: 1, node: '' }
const MARKET = { seed: 3, assets: 12, from: '2015-01-02', to: '2018-06-29' }

const { panel } = syntheticMarket(MARKET)
const arrays = marketArrays(panel)
const splits = walkForwardSplits({ ...arrays, trainYears: 2 })

interface Log {
  readonly fits: {
    seed: number
    key: FitOptions<object>['key']
    lastDate: string
    train: unknown
  }[]
  disposed: number
}

/** Trades each asset by its residual `seed` dates ago; the checkpoint holds the seed. */
function toyStrategy(log: Log): TrainedStrategy {
  return {
    info: { ...strategyInfo('pca-longconv'), name: 'toy' },
    trains: true,
    defaultSeedCount: 2,
    settings: z.object({}),
    parseConfig: () => DEFAULT_EXECUTION,
    inputs: () => ({ memory: { bytesPerResultCell: 0 } }),
    async fit(view, train, { seed, key, onEpoch }) {
      log.fits.push({ seed, key, lastDate: view.dates[view.dates.length - 1], train })
      const epoch: TrainingEpoch = {
        seed,
        epoch: 1,
        loss: 0,
        netSharpe: 0,
        grossSharpe: 0,
        turnover: 0,
        explainedVariance: 0,
        effectiveFactors: 1,
        metrics: [],
        best: true,
      }
      onEpoch(epoch, 1)
      return { checkpoint: Uint8Array.from([seed]), epochs: [epoch] }
    },
    restore: (checkpoints) => meanOfBooks(checkpoints.map(([seed]) => toyBook(seed, log))),
  }
}

function toyBook(seed: number, log: Log): Decider {
  return residualBook({
    factors: {
      factorCount: 1,
      at(view) {
        const n = universeOf(view).length
        const weights = new Float32Array(n).fill(1 / n)
        return { weights, betas: new Float32Array(n).fill(1), covered: new Uint8Array(n).fill(1) }
      },
      dispose() {},
    },
    policy: {
      lookback: 5,
      decide: ({ count, lookback, values }) =>
        Float32Array.from({ length: count }, (_, i) => {
          const back = seed % lookback
          return values[(i + 1) * lookback - 1 - back]
        }),
      dispose() {
        log.disposed++
      },
    },
  })
}

function memoryCheckpoints(): CheckpointStore & { readonly kept: Map<string, TrainedSeed> } {
  const kept = new Map<string, TrainedSeed>()
  return {
    kept,
    load: async (split, seed, hash) => kept.get(`${split} ${seed} ${hash}`) ?? null,
    save: async (split, seed, hash, trained) => void kept.set(`${split} ${seed} ${hash}`, trained),
  }
}

function runOf(split: Split, log: Log, overrides: Partial<SplitRun> = {}): SplitRun {
  return {
    market: marketData(arrays),
    strategy: toyStrategy(log),
    config: DEFAULT_EXECUTION,
    split,
    seeds: [1, 2],
    checkpoints: memoryCheckpoints(),
    engine: ENGINE,
    lastCloses: new Float64Array(arrays.assets.length).fill(10),
    signal: new AbortController().signal,
    ...overrides,
  }
}

const newLog = (): Log => ({ fits: [], disposed: 0 })

describe('one split', () => {
  it('RO-2: is fitted only on data up to the end of its train range', async () => {
    for (const split of splits) {
      const log = newLog()
      await runSplit(runOf(split, log))
      for (const fit of log.fits) {
        expect(fit.lastDate).toBe(split.train.to)
        expect(fit.train).toEqual(split.train)
        expect(fit.lastDate < split.test.from).toBe(true)
      }
    }
  })

  it('RO-2: starts warm from splits that are each fitted only on data up to the end of their train range', async () => {
    const log = newLog()
    const strategy = { ...toyStrategy(log), warmShare: () => 1 / 3 }
    const [split] = splits.slice(-1)
    await runSplit(runOf(split, log, { strategy, earlier: splits.slice(0, -1), seeds: [1] }))
    expect(log.fits.map(({ lastDate }) => lastDate)).toEqual(splits.map(({ train }) => train.to))
    expect(log.fits.map(({ train }) => train)).toEqual(splits.map(({ train }) => train))
    expect(splits.length).toBeGreaterThan(1)
  })

  it('has the codebooks of what decides, and none where it has none', async () => {
    const [split] = splits
    const codebooks = [{ module: 'CROSS_SECTION', usageTrain: Float64Array.of(3, 4) }] as const
    const strategy = toyStrategy(newLog())
    const coded: TrainedStrategy = {
      ...strategy,
      restore: (...args) => ({ ...strategy.restore(...args), codebooks }),
    }
    expect((await runSplit(runOf(split, newLog(), { strategy: coded }))).codebooks).toBe(codebooks)
    expect((await runSplit(runOf(split, newLog()))).codebooks).toBeUndefined()
  })

  it('RO-1: trades the first and every date of its test range', async () => {
    const [split] = splits
    const { days } = await runSplit(runOf(split, newLog()))
    const dates = arrays.dates.filter((date) => date >= split.test.from && date <= split.test.to)
    expect(days.map(({ date }) => date)).toEqual(dates)
    expect(days[0].book.some((weight) => weight !== 0)).toBe(true)
  })

  it('has the next date and the closes for its orders where it is live', async () => {
    const [closed, live] = splits
    const result = await runSplit(runOf(live, newLog()))
    expect(live.live).toBe(true)
    expect(result.days.at(-1)).toMatchObject({ date: arrays.nextDate, realised: null })
    expect(result.days.at(-2)?.realised).not.toBeNull()
    expect(result.lastCloses).not.toBeNull()
    expect((await runSplit(runOf(closed, newLog()))).lastCloses).toBeNull()
  })

  it('RO-4: is deterministic for its seeds, and differs for other seeds', async () => {
    const books = async (seeds: number[]) => {
      const { days } = await runSplit(runOf(splits[0], newLog(), { seeds }))
      return days.map(({ book }) => book)
    }
    expect(await books([2])).toEqual(await books([2]))
    expect(await books([1])).not.toEqual(await books([2]))
  })

  it('derives its keys only from seed and split', async () => {
    const log = newLog()
    const shorter = marketArrays(syntheticMarket({ ...MARKET, to: '2017-12-29' }).panel)
    await runSplit(runOf(splits[0], log))
    await runSplit(runOf(splits[0], log, { market: marketData(shorter) }))
    await runSplit(runOf(splits[1], log))
    const keys = log.fits.map(({ key }) => `${key.hi} ${key.lo}`)
    expect(keys.slice(2, 4)).toEqual(keys.slice(0, 2))
    expect(new Set(keys).size).toBe(4)
  })

  it('resumes after its finished seeds and keeps their epochs', async () => {
    const checkpoints = memoryCheckpoints()
    const whole = await runSplit(runOf(splits[0], newLog(), { checkpoints }))
    const [second] = [...checkpoints.kept.keys()].slice(1)
    checkpoints.kept.delete(second)
    const log = newLog()
    const resumed = await runSplit(runOf(splits[0], log, { checkpoints }))
    expect(log.fits.map(({ seed }) => seed)).toEqual([2])
    expect(resumed.training).toEqual(whole.training)
    expect(resumed.days).toEqual(whole.days)
  })

  it('RO-6: has weights that do not change when dates are added', async () => {
    const shorter = marketArrays(syntheticMarket({ ...MARKET, to: '2018-03-29' }).panel)
    const early = walkForwardSplits({ ...shorter, trainYears: 2 })[1]
    const before = await runSplit(runOf(early, newLog(), { market: marketData(shorter) }))
    const after = await runSplit(runOf(splits[1], newLog()))
    const bookOf = ({ book, columns }: (typeof before.days)[number], names: readonly string[]) =>
      Array.from(columns, (i, k) => `${names[i]} ${book[k]}`)
    before.days.forEach((day, t) => {
      expect(after.days[t].date).toBe(day.date)
      expect(bookOf(after.days[t], after.assets)).toEqual(bookOf(day, before.assets))
    })
  })

  it('disposes its restored deciders, also when it fails', async () => {
    const log = newLog()
    const strategy = toyStrategy(log)
    const broken: TrainedStrategy = {
      ...strategy,
      restore: (...args) => ({
        ...strategy.restore(...args),
        decide: () => {
          throw new Error('broken policy')
        },
      }),
    }
    await expect(runSplit(runOf(splits[0], log, { strategy: broken }))).rejects.toThrow('broken')
    expect(log.disposed).toBe(2)
  })

  it('stops on an abort and keeps the finished seeds', async () => {
    const controller = new AbortController()
    const checkpoints = memoryCheckpoints()
    const log = newLog()
    const run = runOf(splits[0], log, {
      checkpoints,
      signal: controller.signal,
      onEpoch: ({ seed }) => seed === 2 && controller.abort(),
    })
    await expect(runSplit(run)).rejects.toThrow(AbortedError)
    expect(checkpoints.kept.size).toBe(1)
    expect(log.disposed).toBe(0)
  })
})

describe('the hash of the training data', () => {
  const view = marketData(arrays).asOf(splits[0].train.to)
  const changed = (change: (copy: MarketArrays) => void) => {
    const copy = {
      ...arrays,
      returns: arrays.returns.slice(),
      universe: arrays.universe.slice(),
      characteristics: { ...arrays.characteristics, values: arrays.characteristics.values.slice() },
    }
    change(copy)
    return dataHashOf(marketData(copy).asOf(splits[0].train.to))
  }
  const cells = arrays.assets.length
  const row = view.dates.length - 1
  const firstKnown = view.returns.subarray(row * cells).findIndex((value) => !Number.isNaN(value))

  it('changes with any return, membership or characteristic up to the train end', () => {
    const hash = dataHashOf(view)
    const member = view.universe.lastIndexOf(1)
    expect(changed(() => {})).toBe(hash)
    const restate = ({ returns }: MarketArrays) => {
      returns[row * cells + firstKnown] += 1e-12
    }
    const expel = ({ universe }: MarketArrays) => {
      universe[member] = 0
    }
    const rerank = ({ characteristics }: MarketArrays) => {
      characteristics.values[member * characteristics.definitions.length] += 1e-3
    }
    expect(new Set([hash, changed(restate), changed(expel), changed(rerank)]).size).toBe(4)
  })

  it('changes with a bar only where the strategy reads bars', () => {
    const withBars = marketArrays(syntheticMarket(MARKET).panel, { bars: true })
    const hashOf = (market: MarketArrays, reads = true) =>
      dataHashOf(marketData(market).asOf(splits[0].train.to), { withBars: reads })
    const known = view.universe.lastIndexOf(1) * 5
    const raised = (cell: number): MarketArrays => {
      const values = withBars.bars?.values.slice() ?? new Float32Array()
      values[cell] += 1e-3
      return { ...withBars, bars: { values } }
    }
    expect(hashOf(raised(known))).not.toBe(hashOf(withBars))
    expect(hashOf(raised(known + 10 * cells * 5))).toBe(hashOf(withBars))
    expect(hashOf(raised(known), false)).toBe(dataHashOf(view))
    expect(hashOf(withBars)).not.toBe(dataHashOf(view))
  })

  it('ignores data after it', () => {
    const rewrite = ({ returns }: MarketArrays) => {
      returns.fill(0, (row + 1) * cells)
    }
    expect(changed(rewrite)).toBe(dataHashOf(view))
  })

  it('ignores assets that enter later', () => {
    const wider = syntheticMarket(MARKET).panel
    const extra = widened(wider)
    const later = marketData(marketArrays(extra)).asOf(splits[0].train.to)
    expect(later.assets.length).toBe(view.assets.length + 1)
    expect(dataHashOf(later)).toBe(dataHashOf(view))
  })
})

/** The panel with one more asset, first in the axis, without a row. */
function widened(panel: ReturnType<typeof syntheticMarket>['panel']) {
  const columns = panel.assets.length
  const wide = <A extends Float64Array | Uint8Array>(values: A, missing: number): A => {
    const height = values.length / columns
    const out = new (values.constructor as new (n: number) => A)(height * (columns + 1))
    for (let t = 0; t < height; t++) {
      out[t * (columns + 1)] = missing
      out.set(values.subarray(t * columns, (t + 1) * columns) as never, t * (columns + 1) + 1)
    }
    return out
  }
  const price = (values: Float64Array) => wide(values, Number.NaN)
  return {
    ...panel,
    assets: ['AAA', ...panel.assets],
    names: [null, ...panel.names],
    sectors: [null, ...panel.sectors],
    open: price(panel.open),
    high: price(panel.high),
    low: price(panel.low),
    close: price(panel.close),
    adjClose: price(panel.adjClose),
    volume: price(panel.volume),
    members: wide(panel.members, 0),
  }
}
