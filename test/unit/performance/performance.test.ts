import { isObjectType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { statedCost } from '../../../schema/cost/cost.js'
import { buildSchema } from '../../../schema/index.js'
import { accountBooks } from '../../../src/accounts/account.js'
import { shapeOfDay } from '../../../src/accounts/book-shape.js'
import { DEFAULT_COST_RATES } from '../../../src/accounts/costs.js'
import { hedgedNet } from '../../../src/accounts/hedged.js'
import { pnlOf } from '../../../src/accounts/pnl.js'
import { attributionOf } from '../../../src/performance/attribution.js'
import { hedgedNetOver } from '../../../src/performance/hedged-splits.js'
import { measuresFor } from '../../../src/performance/measures.js'
import { performanceOf } from '../../../src/performance/performance.js'
import { periodsOf } from '../../../src/performance/periods.js'
import { segmentsBefore } from '../../../src/performance/segments.js'
import { computedMemory } from '../../../src/store/computed.js'
import type { RangeKey } from '../../../src/store/read/content-days.js'
import { booksIn, datesIn, daysIn, sampleReads, splitOf, unpublished } from './sample-reads.js'

const ALL = { includes: () => true }
const options = { filter: ALL, rates: DEFAULT_COST_RATES, lag: 0 } as const
const SPLITS = [splitOf(2019), splitOf(2020)]
const reads = sampleReads({ splits: SPLITS })

describe('the performance of consecutive splits', () => {
  it('with a lag uses the books of one date earlier, carried from split to split', async () => {
    const { pnl } = await performanceOf(SPLITS, { ...options, lag: 1 }, reads)
    const days = [...daysIn(2019), ...daysIn(2020)]
    const expected = accountBooks(booksIn(2019, 2020), {
      lag: 1,
      returnOf: (t, position) => days[t]?.returns[position] ?? Number.NaN,
    })
    expect(pnl.map(({ gross, turnover }) => [gross, turnover])).toEqual(
      expected.map(({ gross, turnover }) => [gross, turnover]),
    )
    expect(pnl.map(({ date }) => date)).toEqual([...datesIn(2019), ...datesIn(2020)])
  })

  it('starts flat after an unpublished split', async () => {
    const gap = sampleReads({ splits: [splitOf(2018), unpublished(2019), splitOf(2020)] })
    const { pnl } = await performanceOf([splitOf(2020)], { ...options, lag: 1 }, gap)
    expect(pnl[0]).toMatchObject({ gross: 0, turnover: 0 })
    expect(pnl[1]?.turnover).toBeCloseTo(1, 6)
  })

  it('sums cumulative net from the first date of the range', async () => {
    const filter = { includes: (date: string) => date >= '2020-02-01' }
    const { pnl, bookShapes } = await performanceOf(SPLITS, { ...options, filter }, reads)
    expect(pnl[0]?.date).toBe('2020-02-01')
    expect(pnl[0]?.cumulativeNet).toBe(pnl[0]?.net)
    expect(await bookShapes()).toEqual(booksIn(2020).slice(31).map(shapeOfDay))
  })

  it('hedges the first dates of a split with the dates of the previous split', async () => {
    const rows = await performanceOf(SPLITS, options, reads)
    const [net, market] = [rows.pnl.map((row) => row.net), await rows.market()]
    const whole = hedgedNet(net, market, DEFAULT_COST_RATES)
    expect(await rows.hedgedNet()).toEqual(whole)
    const second = await performanceOf([splitOf(2020)], options, reads)
    expect(await second.hedgedNet()).toEqual(whole.slice(150))
    const parts = [
      { net: net.slice(0, 150), market: market.slice(0, 150), follows: false },
      { net: net.slice(150), market: market.slice(150), follows: true },
    ]
    expect(hedgedNetOver(parts, DEFAULT_COST_RATES)).toEqual(whole)
  })

  it('has no beta for the first 20 dates after a gap', async () => {
    const splits = [splitOf(2018), unpublished(2019), splitOf(2020)]
    const gap = await performanceOf(splits, options, sampleReads({ splits }))
    const hedged = await gap.hedgedNet()
    expect(hedged.slice(150, 170).every((value) => value === null)).toBe(true)
    expect(hedged[170]).not.toBeNull()
    const net = gap.pnl.map((row) => row.net)
    const market = await gap.market()
    const parts = [0, 150].map((from) => ({
      net: net.slice(from, from + 150),
      market: market.slice(from, from + 150),
      follows: false,
    }))
    expect(hedgedNetOver(parts, DEFAULT_COST_RATES)).toEqual(hedged)
  })

  it('is measured without reading unselected fields', async () => {
    const performance = await performanceOf(SPLITS, options, {
      ...reads,
      residualsBetween: { load: () => Promise.reject(new Error('residuals were read')) },
    })
    const measures = measuresFor(performance, { ...options, trials: async () => 1 })
    expect(measures.days).toBe(300)
    const { marketBeta, explainedVariance } = measures
    if (typeof marketBeta !== 'function' || typeof explainedVariance !== 'function')
      throw new Error('not lazy')
    expect(await marketBeta()).toBeTypeOf('number')
    await expect(explainedVariance()).rejects.toThrow('residuals were read')
  })

  it('reads the books of a version once, some dates at a time, for the shapes of all ranges', async () => {
    const ranges: number[] = []
    const memory = computedMemory()
    const counted = {
      ...reads,
      computed: async () => memory,
      weightsBetween: {
        load: async (key: RangeKey) => {
          const days = await reads.weightsBetween.load(key)
          ranges.push(days.length)
          return days
        },
      },
    }
    const shapes = await Promise.all(
      ['2019-01-01', '2019-02-01', '2020-03-01'].map(async (from) => {
        const filter = { range: from, includes: (date: string) => date >= from }
        // As of a request of its own.
        const performance = await performanceOf(SPLITS, { ...options, filter }, { ...counted })
        return performance.bookShapes()
      }),
    )
    expect(shapes.map(({ length }) => length)).toEqual([300, 269, 90])
    expect(ranges).toHaveLength(2 * Math.ceil(150 / 64))
    expect(Math.max(...ranges)).toBeLessThanOrEqual(64)
  })

  it('computes the same range of a run once for all splits that ask for it', async () => {
    const filter = { range: ' ', includes: () => true }
    const all = await Promise.all(
      SPLITS.map(() => performanceOf(SPLITS, { ...options, filter }, reads)),
    )
    expect(new Set(all).size).toBe(1)
    const { rates } = options
    const others = await performanceOf(
      SPLITS,
      { filter, rates: { ...rates, tradingCostBps: 7 }, lag: 0 },
      reads,
    )
    expect(others).not.toBe(all[0])
  })

  it('states the cost of every measure that is computed only if asked for', async () => {
    const performance = await performanceOf(SPLITS, options, reads)
    const lazy = Object.entries(measuresFor(performance, { ...options, trials: async () => 1 }))
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name)
    expect(lazy.length).toBeGreaterThan(20)
    const type = buildSchema().getType('Measures')
    if (!isObjectType(type)) throw new Error('no such type')
    const fields = type.getFields()
    expect(lazy.filter((name) => fields[name] && !statedCost(fields[name]))).toEqual([])
    expect(lazy.filter((name) => !fields[name])).toEqual([])
  })

  it('by year sums to the same net', async () => {
    const performance = await performanceOf(SPLITS, options, reads)
    const periods = periodsOf(performance, 'YEAR')
    expect(periods.map(({ period, days }) => [period, days])).toEqual([
      ['2019', 150],
      ['2020', 150],
    ])
    const total = periods.reduce((sum, { net }) => sum + net, 0)
    expect(total).toBeCloseTo(performance.pnl.at(-1)?.cumulativeNet ?? Number.NaN, 12)
    expect(await periods[1]?.hedgedNet()).toBeTypeOf('number')
  })
})

describe('attribution', () => {
  it.each(['FACTOR', 'SECTOR', 'ASSET'] as const)('by %s sums to net', async (by) => {
    const rows = await attributionOf(splitOf(2020), { by, filter: ALL }, reads)
    const accounts = await reads.accountRows.load(2020)
    const net = pnlOf(accounts).at(-1)?.cumulativeNet ?? Number.NaN
    expect(rows.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(net, 10)
    expect(rows.at(-1)?.label).toBe('cost')
  })

  it('names sectors, and assets without one', async () => {
    const rows = await attributionOf(splitOf(2020), { by: 'SECTOR', filter: ALL }, reads)
    expect(rows.map(({ label }) => label)).toEqual(['Energy', 'no sector', 'cost'])
  })

  it('is empty before a publication', async () => {
    expect(await attributionOf(unpublished(2020), { by: 'ASSET', filter: ALL }, reads)).toEqual([])
  })
})

describe('the history before a split', () => {
  it('includes the previous split', async () => {
    const before = { date: '2020-01-11', count: 30 }
    const segments = await segmentsBefore(splitOf(2020), before, reads)
    expect(segments.map(({ split, from, to, count }) => [split.id, from, to, count])).toEqual([
      [2019, datesIn(2019).at(-20), datesIn(2019).at(-1), 20],
      [2020, '2020-01-01', '2020-01-10', 10],
    ])
  })
})
