import { describe, expect, it } from 'vitest'
import { marketArrays, marketData } from '../../../src/characteristics/market-data.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { BookKeeper } from '../../../src/execution/book-keeper.js'
import { DEFAULT_EXECUTION, type Execution } from '../../../src/execution/settings.js'
import { UserError } from '../../../src/lib/errors.js'
import { strategyByName } from '../../../src/registry/registry.js'
import type { DayResult } from '../../../src/results.js'
import { universeOf } from '../../../src/strategy/universe.js'
import { scoreDates } from '../../../src/walkforward/score.js'
import { factorsOf } from '../../_util/results.js'
import { tinyDate, tinyMarket } from '../../_util/tiny-market.js'

const { panel } = syntheticMarket({ seed: 5, assets: 14, from: '2015-01-02', to: '2016-06-30' })
const market = marketData(marketArrays(panel))
const range = { from: '2016-02-01', to: '2016-05-31' }
const pcaOu = await strategyByName('pca-ou')
const config = pcaOu.parseConfig({ factorCount: 2, window: 40, entry: 0.3, minimumRSquared: 0 })

async function scored(
  execution: Partial<Execution> = {},
  { on = market, test = range } = {},
): Promise<DayResult[]> {
  const view = on.asOf('2016-01-29')
  const train = { from: view.dates[50], to: '2016-01-29' }
  const decider = pcaOu.restore([], { view, train, config })
  const days: DayResult[] = []
  const settings = { ...DEFAULT_EXECUTION, ...execution }
  for await (const day of scoreDates({ market: on, decider, test, execution: settings })) {
    days.push(day)
  }
  return days
}

/** Under which 40 % of the average volumes of the universe are three books. */
const CAPITAL =
  (0.4 / 3) *
  Array.from(market.assets, (_, i) => panel.close[i] * panel.volume[i])
    .filter((dollars) => dollars > 0)
    .reduce((sum, dollars) => sum + dollars, 0)

const gross = (weights: ArrayLike<number>) =>
  Array.from(weights).reduce((sum, weight) => sum + Math.abs(weight), 0)
const net = (weights: ArrayLike<number>) =>
  Array.from(weights).reduce((sum, weight) => sum + weight, 0)
const isTraded = ({ book }: DayResult) => book.some((weight) => weight !== 0)
const weightsOf = (days: readonly DayResult[]) => days.map(({ book }) => [...book])

/** By asset, since universes differ. */
function turnovers(days: readonly DayResult[]): number[] {
  const books = days.map(
    ({ columns, book }) => new Map(Array.from(columns, (i, at) => [i, book[at]])),
  )
  return books.slice(1).map((book, t) => {
    const names = new Set([...book.keys(), ...books[t].keys()])
    return gross([...names].map((i) => (book.get(i) ?? 0) - (books[t].get(i) ?? 0)))
  })
}

describe('held books', () => {
  it('are the decided ones by default, bit for bit', async () => {
    const keeper = new BookKeeper(DEFAULT_EXECUTION, market.assets)
    const view = market.asOf('2016-02-01')
    const decided = Float64Array.from(universeOf(view), (i) => Math.sin(i))
    expect(keeper.hold(view, universeOf(view), decided)).toBe(decided)
    expect(keeper.warmUp).toBe(0)
    expect(weightsOf(await scored({ capital: 1 }))).toEqual(weightsOf(await scored()))
  })

  it.each([
    { rebalance: 'W' },
    { rebalance: 'M' },
    { tradeSpeed: 0.3 },
    { dollarNeutral: true },
    { maxWeight: 0.2 },
    { noShort: [market.assets[0], market.assets[3]] },
    { rebalance: 'W', tradeSpeed: 0.5, maxWeight: 0.3, dollarNeutral: true },
  ] as Partial<Execution>[])(
    'have gross exposure 1 on every traded date: %j',
    async (execution) => {
      const days = await scored(execution)
      const plain = await scored()
      expect(days.length).toBe(plain.length)
      expect(days.filter(isTraded).length).toBeGreaterThan(60)
      for (const day of days.filter(isTraded)) expect(gross(day.book)).toBeCloseTo(1, 6)
      expect(weightsOf(days)).not.toEqual(weightsOf(plain))
      // the residual chain does not change
      const sizes = (of: readonly DayResult[]) =>
        of.map((day) => factorsOf(day).weights.map(Math.abs))
      expect(sizes(days)).toEqual(sizes(plain))
      expect(days.map(({ realised }) => realised?.factors?.residuals)).toEqual(
        plain.map(({ realised }) => realised?.factors?.residuals),
      )
    },
  )

  it('weekly: trade only on the first date of a week, into that date’s book', async () => {
    const [days, plain] = [await scored({ rebalance: 'W' }), await scored()]
    const monday = (date: string) => {
      const at = new Date(`${date}T00:00:00Z`)
      return Math.floor((at.getTime() / 86_400_000 + 3) / 7)
    }
    turnovers(days).forEach((turnover, t) => {
      const begins = monday(days[t + 1].date) !== monday(days[t].date)
      if (begins) expect([...days[t + 1].book]).toEqual([...plain[t + 1].book])
      else expect(turnover).toBeLessThan(1e-6)
    })
    expect(turnovers(days).filter((turnover) => turnover > 1e-3).length).toBeGreaterThan(10)
  })

  it('monthly: trade only on the first date of a month', async () => {
    const days = await scored({ rebalance: 'M' })
    const changes = turnovers(days).flatMap((turnover, t) =>
      turnover > 1e-6 ? [days[t + 1].date.slice(5, 7)] : [],
    )
    expect(changes).toEqual(['03', '04', '05'])
  })

  it('do not depend on where the test range begins', async () => {
    const late = { from: '2016-04-06', to: range.to }
    for (const rebalance of ['W', 'M'] as const) {
      const whole = await scored({ rebalance })
      const tail = await scored({ rebalance }, { test: late })
      expect(weightsOf(tail)).toEqual(weightsOf(whole.slice(-tail.length)))
    }
    const whole = await scored({ tradeSpeed: 0.5 })
    const tail = await scored({ tradeSpeed: 0.5 }, { test: late })
    const [a, b] = [tail[0].book, whole[whole.length - tail.length].book]
    expect(gross(a.map((weight, i) => weight - b[i]))).toBeLessThan(5e-3)
  })

  it('have less turnover at a lower trading rate', async () => {
    const mean = (values: number[]) => net(values) / values.length
    const turnover = async (tradeSpeed: number) => mean(turnovers(await scored({ tradeSpeed })))
    const [full, half, tenth] = [await turnover(1), await turnover(0.5), await turnover(0.1)]
    expect(half).toBeLessThan(0.8 * full)
    expect(tenth).toBeLessThan(0.5 * half)
  })

  it('partial adjustment by hand on two assets', () => {
    const two = tinyMarket({ dates: 6, assets: 2, returnOf: () => 0.01 })
    const keeper = new BookKeeper({ ...DEFAULT_EXECUTION, tradeSpeed: 0.25 }, two.assets)
    const hold = (t: number, ...decided: number[]) => [
      ...keeper.hold(two.asOf(tinyDate(t)), Int32Array.of(0, 1), Float64Array.from(decided)),
    ]
    expect(hold(1, 1, 0)).toEqual([1, 0])
    expect(hold(2, 0, 1)).toEqual([0.75, 0.25])
    expect(hold(3, 0, -1)).toEqual([0.5625, -0.0625].map((x) => expect.closeTo(x / 0.625, 12)))
    expect(hold(4, 0, 0).map(Math.abs)).toEqual([0, 0])
    expect(hold(5, 0.5, 0.5)).toEqual([0.5, 0.5])
  })

  it('drop assets that left the universe and hold the rest', () => {
    const three = tinyMarket({
      dates: 6,
      assets: 3,
      returnOf: () => 0.01,
      memberOf: (t, i) => i !== 2 || t < 5,
    })
    const keeper = new BookKeeper({ ...DEFAULT_EXECUTION, rebalance: 'M' }, three.assets)
    keeper.hold(three.asOf(tinyDate(3)), Int32Array.of(0, 1, 2), Float64Array.of(0.3, -0.2, 0.5))
    const held = keeper.hold(three.asOf(tinyDate(4)), Int32Array.of(0, 1), Float64Array.of(-1, 0))
    expect([...held]).toEqual([0.6, -0.4].map((x) => expect.closeTo(x, 12)))
  })

  it('hold factor portfolios beside the assets, without volume limits and without demeaning', () => {
    const two = tinyMarket({ dates: 6, assets: 2, returnOf: () => 0.01 })
    const withVolumes = (t: number) => ({
      ...two.asOf(tinyDate(t)),
      averageDollarVolume: new Float32Array(2 * (t + 2)).fill(100),
      factors: { names: ['FF:MKT'], returns: new Float64Array(t + 1) },
    })
    const hold = (settings: Partial<Execution>, ...books: number[][]) => {
      const keeper = new BookKeeper({ ...DEFAULT_EXECUTION, ...settings }, two.assets, 1)
      return books.map((book, i) => [
        ...keeper.hold(withVolumes(2 + i), Int32Array.of(0, 1, 2), Float64Array.from(book)),
      ])
    }
    const halves = [0.25, 0.25, -0.5]
    const [first, second] = hold({ rebalance: 'M' }, halves, [1, 0, 0])
    expect([first, second]).toEqual([halves, halves])
    const [limited] = hold({ maxAdvShare: 0.2, capital: 100 }, [0.4, 0.4, -0.2])
    expect(limited).toEqual([0.2, 0.2, -0.6].map((x) => expect.closeTo(x, 6)))
    const [neutral] = hold({ dollarNeutral: true }, [0.4, 0.2, -0.4])
    expect(neutral).toEqual([0.3, 0.1, -0.4].map((x) => expect.closeTo(x / 0.8, 12)))
  })

  it('dollar-neutral: are half long, half short', async () => {
    for (const day of (await scored({ dollarNeutral: true })).filter(isTraded)) {
      expect(net(day.book)).toBeCloseTo(0, 6)
    }
    const unhedged = (await scored()).filter(isTraded).map((day) => Math.abs(net(day.book)))
    expect(Math.max(...unhedged)).toBeGreaterThan(0.05)
  })

  it('respect maxWeight and the no-short list', async () => {
    const days = await scored({ maxWeight: 0.15, noShort: [market.assets[4]] })
    let [capped, listed] = [0, 0]
    for (const { columns, book } of days) {
      const largest = Math.max(...book.map(Math.abs))
      expect(largest).toBeLessThanOrEqual(0.15 + 1e-7)
      if (largest > 0.15 - 1e-7) capped++
      const place = columns.indexOf(4)
      if (place >= 0) expect(book[place]).toBeGreaterThanOrEqual(0)
    }
    for (const { columns, book } of await scored()) {
      if (book[columns.indexOf(4)] < 0) listed++
    }
    expect(capped).toBeGreaterThan(20)
    expect(listed).toBeGreaterThan(5)
  })

  it('respect a share of the volume of earlier dates, at the capital', async () => {
    const [capital, maxAdvShare] = [CAPITAL, 0.4]
    const days = await scored({ maxAdvShare, capital })
    const plain = await scored()
    let stopped = 0
    days.forEach(({ date, columns, book }, t) => {
      const row = market.dates.indexOf(date)
      columns.forEach((asset, place) => {
        let dollars = 0
        for (let s = row - 20; s < row; s++) {
          const cell = s * market.assets.length + asset
          dollars += panel.close[cell] * panel.volume[cell]
        }
        const most = (maxAdvShare * dollars) / 20 / capital
        expect(Math.abs(book[place])).toBeLessThanOrEqual(most * (1 + 1e-5))
        if (Math.abs(plain[t].book[place]) > most) stopped++
      })
    })
    expect(stopped).toBeGreaterThan(10)
  })

  it('no look-ahead: later data, volumes included, do not change earlier books', async () => {
    const cut = panel.dates.indexOf('2016-04-15')
    const future = (values: Float64Array) =>
      values.map((value, cell) => (cell >= cut * panel.assets.length ? 3 * value : value))
    const other = marketData(
      marketArrays({
        ...panel,
        close: future(panel.close),
        adjClose: future(panel.adjClose),
        volume: future(panel.volume),
      }),
    )
    const execution = {
      rebalance: 'W',
      tradeSpeed: 0.5,
      maxAdvShare: 0.4,
      capital: CAPITAL,
    } as const
    const [days, changed] = [await scored(execution), await scored(execution, { on: other })]
    const before = days.filter(({ date }) => date <= '2016-04-15').length
    expect(weightsOf(changed).slice(0, before)).toEqual(weightsOf(days).slice(0, before))
    expect(weightsOf(changed)).not.toEqual(weightsOf(days))
  })
})

describe('execution settings', () => {
  it('refuse limits that leave less than a full book, with the date', async () => {
    await expect(scored({ maxWeight: 0.01 })).rejects.toThrow(UserError)
    await expect(scored({ maxWeight: 0.01 })).rejects.toThrow(
      /book of 2016-02-01, of 1\d assets.*maxWeight 0\.01.*raise/,
    )
  })

  it('refuse a list without a known asset, and a volume share without volumes', async () => {
    await expect(scored({ noShort: ['XYZ'] })).rejects.toThrow(/noShort names XYZ/)
    const bare = tinyMarket({ dates: 4, assets: 2, returnOf: () => 0.01 })
    const keeper = new BookKeeper({ ...DEFAULT_EXECUTION, maxAdvShare: 0.1 }, bare.assets)
    const hold = () =>
      keeper.hold(bare.asOf(tinyDate(2)), Int32Array.of(0, 1), Float64Array.of(0.5, -0.5))
    expect(hold).toThrow(/maxAdvShare needs volumes/)
  })

  it('are part of every strategy’s settings', () => {
    expect(pcaOu.parseConfig({})).toMatchObject(DEFAULT_EXECUTION)
    expect(pcaOu.parseConfig({ rebalance: 'W' })).toMatchObject({
      ...DEFAULT_EXECUTION,
      rebalance: 'W',
    })
    expect(() => pcaOu.parseConfig({ rebalance: 'Y' })).toThrow(/"rebalance" is "Y"/)
    expect(() => pcaOu.parseConfig({ tradeSpeed: 0 })).toThrow(/"tradeSpeed" is 0/)
  })
})
