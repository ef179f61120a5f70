import { describe, expect, it } from 'vitest'
import { ridgeBetas } from '../../../src/residuals/chain.js'
import type { DayResult } from '../../../src/results.js'
import type { Decider } from '../../../src/strategy/decider.js'
import { meanOfBooks } from '../../../src/strategy/mean-of-books.js'
import { residualBook } from '../../../src/strategy/residual-book.js'
import type { ResidualWindows } from '../../../src/strategy/residual-history.js'
import { universeOf } from '../../../src/strategy/universe.js'
import { type ScoreOptions, scoreDates } from '../../../src/walkforward/score.js'
import { tinyDate, tinyMarket } from '../../_util/tiny-market.js'

/** One equal-weight factor, β = 1; trades against one of two residuals. */
function contrarian(options: Partial<StubOptions> = {}): Stub {
  const { uncovered = () => false, scale = -1, against = 1 } = options
  const seen: ResidualWindows[] = []
  const book = residualBook({
    factors: {
      factorCount: 1,
      at(view) {
        const universe = universeOf(view)
        const covered = Uint8Array.from(universe, (i) => (uncovered(view.dates.length, i) ? 0 : 1))
        const count = covered.reduce((sum, c) => sum + c, 0)
        const weights = Float32Array.from(covered, (c) => c / count)
        const betas = ridgeBetas(weights, 1, 0).map((beta) => beta)
        return { weights, betas, covered }
      },
      dispose() {},
    },
    policy: {
      lookback: 2,
      decide(windows) {
        if (windows.count > 0) seen.push(windows)
        return Float32Array.from(
          { length: windows.count },
          (_, i) => scale * windows.values[2 * i + against],
        )
      },
      dispose() {},
    },
  })
  return Object.assign(book, { seen })
}

interface StubOptions {
  readonly uncovered: (t: number, i: number) => boolean
  readonly scale: number
  /** Which of the two residuals: 0 the older, 1 the last. */
  readonly against: 0 | 1
}

interface Stub extends Decider {
  readonly seen: ResidualWindows[]
}

const RETURNS = [
  [0.01, 0.01, 0.01],
  [0.03, 0.0, -0.03],
  [0.01, 0.02, 0.03],
  [-0.02, 0.01, 0.04],
  [0.05, -0.01, -0.01],
]
const market = tinyMarket({ dates: 5, assets: 3, returnOf: (t, i) => RETURNS[t][i] })
const test = { from: tinyDate(3), to: tinyDate(9) }

describe('scoring', () => {
  it('equals a computation by hand on three assets: factors, residuals, composition, norm', async () => {
    const days = await score({ market, members: [contrarian()], test })
    expect(days.map(({ date }) => date)).toEqual([3, 4, 5].map(tinyDate))
    // ε of date 2 is (−0.01, 0, 0.01); p = −ε sums to 0, so Φᵀp = p.
    expectClose(days[0].book, [0.5, 0, -0.5])
    expectClose(days[0].factors?.weights, [1 / 3, 1 / 3, 1 / 3])
    expectClose(days[0].factors?.betas, [1, 1, 1])
    expectClose(days[0].realised?.factors?.returns, [0.01])
    expectClose(days[0].realised?.factors?.residuals, [-0.03, 0, 0.03])
    expectClose(days[0].realised?.returns, RETURNS[3])
    expectClose(days[1].book, [0.5, 0, -0.5])
    expectClose(days[2].book, [-0.5, 0.25, 0.25])
    expect(days[2].realised).toBeNull()
    expect(days[2].date).toBe(market.nextDate)
  })

  it('RO-1: trades the first test date, on residuals of the train range', async () => {
    const member = contrarian()
    await score({ market, members: [member], test: { from: tinyDate(3), to: tinyDate(3) } })
    expect(member.seen).toHaveLength(1)
    expect([...member.seen[0].assets]).toEqual([0, 1, 2])
    expectClose(member.seen[0].values, [0.03, -0.01, 0, 0, -0.03, 0.01])
  })

  it('RO-6: decides nextDate as a run over that date does', async () => {
    const shorter = tinyMarket({ dates: 4, assets: 3, returnOf: (t, i) => RETURNS[t][i] })
    const live = await score({ market: shorter, members: [contrarian()], test })
    const later = await score({ market, members: [contrarian()], test })
    expect(live.map(({ date }) => date)).toEqual([3, 4].map(tinyDate))
    expect({ ...live[1], realised: null }).toEqual({ ...later[1], realised: null })
    expect(live[0]).toEqual(later[0])
    const outside = await score({
      market,
      members: [contrarian()],
      test: { ...test, to: tinyDate(4) },
    })
    expect(outside.map(({ date }) => date)).toEqual([3, 4].map(tinyDate))
  })

  it('has a zero book without history, and does not score the first date', async () => {
    const days = await score({
      market,
      members: [contrarian()],
      test: { from: tinyDate(0), to: tinyDate(3) },
    })
    expect(days.map(({ date }) => date)).toEqual([1, 2, 3].map(tinyDate))
    expect([...days[0].book, ...days[1].book]).toEqual([0, 0, 0, 0, 0, 0])
    // residuals exist from the first universe, date 1, on; two of them before date 3
    expect(days[2].book[0]).not.toBe(0)
  })

  it('trades only assets in the universe and covered on each of t−L … t', async () => {
    const dates = 9
    const returnOf = (t: number, i: number) => 0.01 * Math.sin(3 * t + i * i)
    const range = { from: tinyDate(3), to: tinyDate(dates) }
    const member = contrarian()
    await score({
      market: tinyMarket({ dates, assets: 3, returnOf, memberOf: (t, i) => i !== 1 || t !== 4 }),
      members: [member],
      test: range,
    })
    // A001 leaves on 4 and returns on 5: tradable again after 5, 6 and 7
    expect(member.seen.map(({ assets }) => assets.includes(1))).toEqual([
      true,
      false,
      false,
      false,
      true,
      true,
      true,
    ])
    const partly = contrarian({ uncovered: (t, i) => i === 2 && t === 5 })
    const days = await score({
      market: tinyMarket({ dates, assets: 3, returnOf }),
      members: [partly],
      test: range,
    })
    expect(partly.seen.map(({ assets }) => assets.includes(2))).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
      true,
    ])
    expect([...days[2].columns]).toEqual([0, 1, 2])
    expect(days[2].book[2]).toBe(0)
    expect(days[2].factors?.weights[2]).toBe(0)
  })

  it('treats a missing residual as 0, leaves it missing in the results, and drops the asset that left', async () => {
    const dates = 7
    const returnOf = (t: number, i: number) =>
      t === 4 && i === 2 ? NaN : 0.01 * Math.sin(3 * t + i * i)
    const member = contrarian()
    const days = await score({
      market: tinyMarket({ dates, assets: 3, returnOf }),
      members: [member],
      test: { from: tinyDate(4), to: tinyDate(5) },
    })
    expect([...days[0].columns]).toEqual([0, 1, 2]) // a member with a return on 3: a row on 4 is not needed
    expect(days[0].realised?.returns[2]).toBeNaN()
    expect(days[0].realised?.factors?.residuals?.[2]).toBeNaN()
    expect(days[0].realised?.factors?.returns[0]).toBeCloseTo(
      (returnOf(4, 0) + returnOf(4, 1)) / 3,
      9,
    )
    expect([...days[1].columns]).toEqual([0, 1]) // no return on 4: not in the universe of 5
  })

  it('averages the books of its seeds, and stores the first one’s factors', async () => {
    const two = [contrarian(), contrarian({ scale: 1 })]
    const flat = await score({ market, members: two, test })
    expect([...flat[0].book]).toEqual([0, 0, 0])
    // each book has the same weight in the mean, for any size of its policy weights
    const seeds = [contrarian(), contrarian({ scale: -7, against: 0 })]
    const [mean, first, second] = [
      await score({ market, members: seeds, test }),
      await score({ market, members: [contrarian()], test }),
      await score({ market, members: [contrarian({ against: 0 })], test }),
    ]
    const sum = first[2].book.map((w, i) => w + second[2].book[i])
    const norm = sum.reduce((total, w) => total + Math.abs(w), 0)
    expectClose(
      mean[2].book,
      sum.map((w) => w / norm),
    )
    expect(mean[2].factors?.betas).toEqual(first[2].factors?.betas)
  })

  it('reports which characteristics drive each factor', async () => {
    const described = tinyMarket({
      dates: 5,
      assets: 3,
      returnOf: (t, i) => RETURNS[t][i],
      characteristicsOf: (t, i) => [i, t],
    })
    const days = await score({ market: described, members: [contrarian()], test })
    expectClose(days[1].factors?.characteristicLoads, [1, 4])
    expectClose(days[2].factors?.characteristicLoads, [1, 5])
  })

  it('stops on an abort', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const dates = scoreDates({ market, decider: contrarian(), test, signal })
    expect((await dates.next()).done).toBe(false)
    controller.abort()
    await expect(dates.next()).rejects.toThrow(/stopped/)
  })
})

interface Scored extends Omit<ScoreOptions, 'decider'> {
  readonly members: readonly Decider[]
}

async function score({ members, ...options }: Scored): Promise<DayResult[]> {
  const days: DayResult[] = []
  const decider = meanOfBooks(members)
  for await (const day of scoreDates({ ...options, decider })) days.push(day)
  return days
}

function expectClose(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>) {
  expect(actual).toHaveLength(expected.length)
  for (let i = 0; i < expected.length; i++) expect(actual?.[i]).toBeCloseTo(expected[i], 6)
}
