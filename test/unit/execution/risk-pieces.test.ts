import { describe, expect, it } from 'vitest'
import type { MarketView } from '../../../src/data/source.js'
import { BookKeeper } from '../../../src/execution/book-keeper.js'
import { marketBetas } from '../../../src/execution/market-betas.js'
import { overRisk } from '../../../src/execution/risk-scaling.js'
import { DEFAULT_EXECUTION, type Execution } from '../../../src/execution/settings.js'
import { TrailingVolatility } from '../../../src/execution/trailing-volatility.js'
import { volatilityOf } from '../../../src/execution/volatility-target.js'
import { UserError } from '../../../src/lib/errors.js'
import { tinyDate, tinyMarket } from '../../_util/tiny-market.js'

/** Returns of ±1 % in turn; asset i has the multiple of them that it is given. */
const multiples = [2, 1, 1, 0]
const data = tinyMarket({
  dates: 60,
  assets: 4,
  returnOf: (t, i) => 0.01 * multiples[i] * (t % 2 === 0 ? 1 : -1),
})
/** Assets 0 and 1 in one sector, 2 in another, 3 in none. */
function viewOf(t: number): MarketView {
  const view = data.asOf(tinyDate(t))
  return { ...view, sectors: ['Banks', 'Oil'], sectorOf: Int32Array.of(0, 0, 1, -1) }
}
const ALL = Int32Array.of(0, 1, 2, 3)
const settings = (of: Partial<Execution>): Execution => ({ ...DEFAULT_EXECUTION, ...of })
const held = (of: Partial<Execution>, books: readonly number[][], on = viewOf) => {
  const keeper = new BookKeeper(settings({ riskDates: 20, ...of }), data.assets)
  return books.map((book, k) => [...keeper.hold(on(40 + k), ALL, Float64Array.from(book))])
}
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9))

describe('pieces of risk-aware books, computed by hand', () => {
  it('betas to the equal-weight universe, of mean multiple 1', () => {
    expect([...marketBetas(viewOf(40), ALL, 20)]).toEqual(near([2, 1, 1, 0]))
    expect([...marketBetas(viewOf(10), ALL, 20)]).toEqual([1, 1, 1, 1]) // 11 dates are too few
  })

  it('the volatility of a book: that of its returns over the dates before', () => {
    const view = viewOf(40)
    const book = Float64Array.of(0.5, 0.5, 0, 0) // ±1.5 % a date
    const volatility = volatilityOf(book, { view, columns: ALL }, 20)
    expect(volatility).toBeCloseTo(0.015 * Math.sqrt(252), 12)
    const weekly = { view: { ...view, datesPerYear: 52 }, columns: ALL }
    expect(volatilityOf(book, weekly, 20)).toBeCloseTo(0.015 * Math.sqrt(52), 12)
    expect(volatilityOf(book, { view: viewOf(10), columns: ALL }, 20)).toBeNull()
  })

  it('weights over risk: unknown risks count as the median, small ones as a quarter of it', () => {
    const scaled = overRisk([1, -1, 1, 1, 0], [0.02, 0.04, Number.NaN, 0.0001, 9])
    // the median of 0.0001, 0.02 and 0.04 is 0.02
    expect([...scaled]).toEqual(near([50, -25, 50, 200, 0]))
    expect([...overRisk([1, -2], [Number.NaN, Number.NaN])]).toEqual([1, -2])
  })

  it('trailing volatility: of the last dates with a value, from 20 of them', () => {
    const trailing = new TrailingVolatility(2, 22)
    const push = (t: number, ...values: number[]) =>
      trailing.push(Int32Array.of(0, 1), t < 5 ? [9, Number.NaN] : values)
    for (let t = 0; t < 24; t++) push(t, t % 2 === 0 ? 0.5 : -0.5, 0.1)
    expect([...trailing.of(Int32Array.of(0, 1))]).toEqual([expect.any(Number), Number.NaN])
    for (let t = 24; t < 30; t++) push(t, t % 2 === 0 ? 0.5 : -0.5, 0.1)
    expect([...trailing.of(Int32Array.of(1, 0))]).toEqual([0, 0.5])
  })
})

describe('limits by sector and beta, computed by hand', () => {
  it('net exposure to a sector', () => {
    // Banks 0.6 net; at 0.2 its sizes v and the others x: v − … all long, so v = 0.2 and x = 0.8
    const [book] = held({ maxSectorNet: 0.5 }, [[0.4, 0.2, -0.3, 0.1]])
    expect(book).toEqual(near([0.5 * (4 / 6), 0.5 * (2 / 6), -0.375, 0.125]))
    const [within] = held({ maxSectorNet: 0.6 }, [[0.4, 0.2, -0.3, 0.1]])
    expect(within).toEqual(near([0.4, 0.2, -0.3, 0.1]))
  })

  it('gross exposure to a sector, with assets without one together', () => {
    const [book] = held({ maxSectorGross: 0.4 }, [[0.4, -0.2, 0.3, 0.1]])
    // Banks 0.4 of 0.6 in proportion; Oil would have 0.45, so 0.4 too; the last 0.2
    expect(book).toEqual(near([0.8 / 3, -0.4 / 3, 0.4, 0.2]))
  })

  it('market beta, exactly at its limit', () => {
    const [book] = held({ maxBeta: 0.25 }, [[0.5, -0.5, 0, 0]])
    expect(book).toEqual(near([1.25 / 3, -1.75 / 3, 0, 0])) // 2a − b = ¼, a + b = 1
    const [neutral] = held({ maxBeta: 0 }, [[0.5, -0.5, 0, 0]])
    expect(neutral).toEqual(near([1 / 3, -2 / 3, 0, 0]))
  })

  it('with position limits and dollar neutrality at once', () => {
    const of = { maxBeta: 0.1, maxSectorNet: 0.2, dollarNeutral: true, maxWeight: 0.4 }
    const [book] = held(of, [[0.5, -0.2, -0.35, 0.2]])
    expect(book.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(0, 9)
    expect(book.reduce((sum, weight) => sum + Math.abs(weight), 0)).toBeCloseTo(1, 9)
    expect(Math.abs(2 * book[0] + book[1] + book[2])).toBeLessThanOrEqual(0.1 + 1e-9)
    expect(Math.abs(book[0] + book[1])).toBeLessThanOrEqual(0.2 + 1e-9)
    expect(Math.max(...book.map(Math.abs))).toBeLessThanOrEqual(0.4 + 1e-9)
  })

  it('factor portfolios have a beta, and no sector', () => {
    const returns = Float64Array.from({ length: 60 }, (_, t) => 0.03 * (t % 2 === 0 ? 1 : -1))
    const on = (t: number): MarketView => ({
      ...viewOf(t),
      factors: { names: ['FF:MKT-RF'], returns: returns.subarray(0, t + 1) },
    })
    const withLeg = (of: Partial<Execution>, ...book: number[]) => {
      const keeper = new BookKeeper(settings({ riskDates: 20, ...of }), data.assets, 1)
      return [...keeper.hold(on(40), Int32Array.of(0, 1, 2, 3, 4), Float64Array.from(book))]
    }
    // 2 a − 3 b = 0, a + b = 1
    expect(withLeg({ maxBeta: 0 }, 0.5, 0, 0, 0, -0.5)).toEqual(near([0.6, 0, 0, 0, -0.4]))
    const hedged = [0.25, -0.25, 0, 0, -0.5]
    expect(withLeg({ maxSectorNet: 0, maxSectorGross: 0.5 }, ...hedged)).toEqual(hedged)
    expect(withLeg({ maxSectorGross: 0.4 }, ...hedged)).toEqual(near([0.2, -0.2, 0, 0, -0.6]))
    const volatility = 0.005 * Math.sqrt(252) // ½·2 − ½·3 of 1 %
    expect(withLeg({ volatilityTarget: volatility / 2 }, 0.5, 0, 0, 0, -0.5)).toEqual(
      near([0.25, 0, 0, 0, -0.25]),
    )
  })

  it('refuse a book that has no such neighbour, with date, sector or beta, value and remedy', () => {
    const longOnly = [[0.4, 0.3, 0.2, 0.1]]
    expect(() => held({ maxBeta: 0.5 }, [[0.5, 0.3, 0.2, 0]])).toThrow(UserError)
    expect(() => held({ maxBeta: 0.5 }, [[0.5, 0.3, 0.2, 0]])).toThrow(
      /book of 2020-02-11, of 3 assets.*maxBeta 0\.5 \(its beta is 1\.500\): raise the limits/,
    )
    expect(() => held({ maxSectorNet: 0.3 }, longOnly)).toThrow(
      /its net exposure to Banks is 0\.700\): raise .* on both sides/,
    )
    expect(() => held({ maxSectorGross: 0.3 }, longOnly)).toThrow(
      /gross exposure to Banks is 0\.700/,
    )
  })

  it('refuse sectors of a dataset without any, with the remedy', () => {
    const bare = (t: number) => data.asOf(tinyDate(t))
    expect(() => held({ maxSectorNet: 0.5 }, [[1, 0, 0, 0]], bare)).toThrow(
      /need sectors, and this dataset has none: ingest it with --sectors <file>/,
    )
  })
})

describe('a volatility target, computed by hand', () => {
  const half = (0.015 * Math.sqrt(252)) / 2 // of ½ and ½ of the first two assets
  const book = [0.5, 0.5, 0, 0]

  it('scales the book down, and leaves cash', () => {
    expect(held({ volatilityTarget: half }, [book])).toEqual([near([0.25, 0.25, 0, 0])])
    expect(held({ volatilityTarget: 4 * half }, [book])).toEqual([book])
    expect(held({ volatilityTarget: half }, [[0, 0, 0, 0]])).toEqual([[0, 0, 0, 0]])
  })

  it('scales it up to the gross exposure that is stated', () => {
    const up = { volatilityTarget: 6 * half }
    expect(held({ ...up, maxGrossExposure: 5 }, [book])).toEqual([near([1.5, 1.5, 0, 0])])
    expect(held({ ...up, maxGrossExposure: 2 }, [book])).toEqual([near([1, 1, 0, 0])])
    expect(held({ ...up, maxGrossExposure: 0.5 }, [book])).toEqual([near([0.25, 0.25, 0, 0])])
  })

  it('but not beyond the limits, which hold for the book as it is held', () => {
    const up = { volatilityTarget: 10, maxGrossExposure: 10 }
    expect(held({ ...up, maxWeight: 0.6 }, [book])).toEqual([near([0.6, 0.6, 0, 0])])
    const long = [0.5, 0, 0.5, 0]
    expect(held({ ...up, maxBeta: 3 }, [long])).toEqual([near([1, 0, 1, 0])])
    const apart = [0.5, -0.25, -0.25, 0]
    expect(held({ ...up, maxSectorGross: 0.9 }, [apart])).toEqual([near([0.6, -0.3, -0.3, 0])])
  })

  it('keeps the size between rebalances', () => {
    const of = { volatilityTarget: half, rebalance: 'M', riskDates: 21 } as const
    // of the 58th date; the next month begins with the date after 2020-02-29
    const books = held(of, [book, [1, 0, 0, 0], [0, 1, 0, 0]], (t) => viewOf(t + 16))
    expect(books[1]).toEqual(books[0])
    expect(books[2]).toEqual(books[0])
  })

  it('with a suspended asset in a book above 1, whose other weights are free of a bound of 1', () => {
    const suspendedOn = (t: number) => {
      const suspended = new Uint8Array(4 * (t + 2))
      if (t === 41) suspended[4 * (t + 1)] = 1
      return { ...viewOf(t), suspended }
    }
    const of = { volatilityTarget: 10, maxGrossExposure: 4, maxBeta: 1 }
    const books = held(
      of,
      [
        [0.2, -0.4, 0, 0.4],
        [0, 0.5, -0.4, 0.1],
      ],
      suspendedOn,
    )
    expect(books[0]).toEqual(near([0.8, -1.6, 0, 1.6]))
    const [a, b, c, d] = books[1]
    expect(a).toBe(books[0][0]) // suspended, with a beta of 1.6
    expect(Math.abs(2 * a + b + c)).toBeLessThanOrEqual(1 + 1e-9)
    expect(Math.max(b, -c)).toBeGreaterThan(1)
    expect(Math.abs(a) + Math.abs(b) + Math.abs(c) + Math.abs(d)).toBeCloseTo(4, 9)
  })

  it('with a suspended asset, which keeps its weight, in a book of the size of the target', () => {
    const suspendedFrom = (first: number) => (t: number) => {
      const suspended = new Uint8Array(4 * (t + 2))
      if (t + 1 >= first) suspended[4 * (t + 1)] = 1
      return { ...viewOf(t), suspended }
    }
    const of = { volatilityTarget: half, maxSectorNet: 0.6 }
    const books = held(
      of,
      [
        [0.5, 0, -0.5, 0],
        [0, 0.4, -0.6, 0],
      ],
      suspendedFrom(42),
    )
    // 0.5 long of 2 and 0.5 short of 1 is ½ % a date: no scaling beyond 1
    expect(books[0]).toEqual(near([0.5, 0, -0.5, 0]))
    expect(books[1][0]).toBe(0.5)
    const gross = books[1].reduce((sum, weight) => sum + Math.abs(weight), 0)
    expect(gross).toBeCloseTo(1, 9)
    expect(Math.abs(books[1][0] + books[1][1])).toBeLessThanOrEqual(0.6 + 1e-9)
    expect(books[1]).toEqual(near([0.5, 0.1, -0.4, 0]))
  })
})
