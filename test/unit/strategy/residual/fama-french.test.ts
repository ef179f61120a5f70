import { beforeAll, describe, expect, it } from 'vitest'
import { strategyInfo } from '../../../../src/catalogue.js'
import type { MarketData } from '../../../../src/data/source.js'
import { factorLoadings } from '../../../../src/model/fama-french.js'
import { compose, normaliseBook } from '../../../../src/residuals/chain.js'
import type { DayResult } from '../../../../src/results.js'
import type { Decider } from '../../../../src/strategy/decider.js'
import { famaFrench } from '../../../../src/strategy/residual/fama-french.js'
import { longConvOn } from '../../../../src/strategy/residual/long-conv.js'
import { ouOn } from '../../../../src/strategy/residual/ou.js'
import { steadyFactors } from '../../../../src/strategy/residual/steady-factors.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { keyOf, normals } from '../../../../src/tensor/random.js'
import { scoreDates } from '../../../../src/walkforward/score.js'
import { factorsOf, realisedFactorsOf } from '../../../_util/results.js'
import { tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const ffOu = ouOn(famaFrench, strategyInfo('ff-ou'))
const ffLongConv = longConvOn(famaFrench, strategyInfo('ff-longconv'))
const [DATES, ASSETS, LEGS] = [200, 10, 3]
const OWN = normals(keyOf(7), DATES * ASSETS)
const FACTORS = normals(keyOf(8), DATES * LEGS)
const NAMES = ['FF:MKT-RF', 'FF:SMB', 'FF:HML']
const factorOf = (t: number, k: number) => 0.008 * FACTORS[t * LEGS + k]
const returnOf = (t: number, i: number) =>
  0.01 * OWN[t * ASSETS + i] +
  [0, 1, 2].reduce((sum, k) => sum + Math.cos(i * (k + 1)) * factorOf(t, k), 0)

const train = { from: tinyDate(40), to: tinyDate(140) }
const test = { from: tinyDate(141), to: tinyDate(180) }
const SMALL = { factorCount: 3, window: 30, lookback: 6 }
const ouConfig = ffOu.parseConfig({ ...SMALL, entry: 0.5, minimumRSquared: 0 })
const longConvConfig = ffLongConv.parseConfig({ ...SMALL, blockDays: 15, hidden: 4, epochs: 2 })

interface Case {
  readonly returns?: (t: number, i: number) => number
  readonly factors?: (t: number, k: number) => number
}

function market({ returns = returnOf, factors = factorOf }: Case = {}): MarketData {
  const data = tinyMarket({ dates: DATES, assets: ASSETS, returnOf: returns })
  const values = Float64Array.from({ length: DATES * LEGS }, (_, cell) =>
    factors(Math.floor(cell / LEGS), cell % LEGS),
  )
  return {
    ...data,
    asOf(date) {
      const view = data.asOf(date)
      return {
        ...view,
        factors: { names: NAMES, returns: values.subarray(0, view.dates.length * LEGS) },
      }
    },
  }
}

async function score(decider: Decider, on = market()): Promise<DayResult[]> {
  const days: DayResult[] = []
  for await (const day of scoreDates({ market: on, decider, test })) days.push(day)
  decider.dispose()
  return days
}

const ou = (on = market()) => ffOu.restore([], { view: on.asOf(train.to), train, config: ouConfig })

async function longConvCheckpoint(on = market()): Promise<Uint8Array> {
  const { checkpoint } = await ffLongConv.fit(on.asOf(train.to), train, {
    config: longConvConfig,
    seed: 1,
    key: keyOf(1),
    signal: new AbortController().signal,
    onEpoch: () => {},
  })
  return checkpoint
}

const decided = ({ realised: _, ...decisions }: DayResult) => decisions

beforeAll(async () => {
  await openEngine('wasm')
})

describe('ff-ou', () => {
  it('holds p of the assets and −Bᵀp of the factor portfolios', async () => {
    const days = await score(ou())
    const traded = days.filter(({ book }) => book.some((w) => w !== 0))
    expect(traded.length).toBeGreaterThan(20)
    for (const day of traded) {
      const { columns, book } = day
      const { betas } = factorsOf(day)
      const n = columns.length
      expect([...columns.subarray(n - LEGS)]).toEqual([ASSETS, ASSETS + 1, ASSETS + 2])
      expect(book.reduce((sum, w) => sum + Math.abs(w), 0)).toBeCloseTo(1, 6)
      for (let k = 0; k < LEGS; k++) {
        let exposure = 0
        for (let i = 0; i < n - LEGS; i++) exposure += betas[k * n + i] * book[i]
        expect(book[n - LEGS + k]).toBeCloseTo(-exposure, 6)
      }
    }
  })

  it('has identities 1 to 3 with the portfolios as assets: F = W R, ε = R − βF, w = Φᵀp/‖Φᵀp‖₁', async () => {
    const days = await score(ou())
    days.forEach((day, d) => {
      const { columns, book, realised } = day
      if (!realised) return
      const { weights, betas } = factorsOf(day)
      const { returns: factorReturns, residuals } = realisedFactorsOf(day)
      const n = columns.length
      for (let k = 0; k < LEGS; k++) {
        expect(factorReturns[k]).toBe(Math.fround(factorOf(141 + d, k)))
        expect(realised.returns[n - LEGS + k]).toBe(factorOf(141 + d, k))
      }
      for (let i = 0; i < n - LEGS; i++) {
        let residual = realised.returns[i]
        for (let k = 0; k < LEGS; k++) residual -= betas[k * n + i] * factorReturns[k]
        expect(residuals[i]).toBeCloseTo(residual, 7)
      }
      // the positions in assets equal the policy weights: composing them again gives the book
      const policy = Float32Array.from(book).fill(0, n - LEGS)
      const again = normaliseBook(compose(policy, weights, betas))
      again.forEach((weight, i) => {
        expect(book[i]).toBeCloseTo(weight, 5)
      })
      expect(residuals.subarray(n - LEGS).every(Number.isNaN)).toBe(true)
    })
  })

  it('regresses only on the window before the date', () => {
    const view = market().asOf(tinyDate(150))
    const { betas, covered } = steadyFactors(famaFrench, ouConfig).at(view)
    const rows = (width: number, of: (t: number, i: number) => number) =>
      Float64Array.from({ length: 30 * width }, (_, cell) =>
        of(121 + Math.floor(cell / width), cell % width),
      )
    const wanted = factorLoadings(rows(ASSETS, returnOf), rows(LEGS, factorOf), LEGS)
    for (let k = 0; k < LEGS; k++) {
      for (let i = 0; i < ASSETS; i++) {
        expect(betas[k * (ASSETS + LEGS) + i]).toBe(Math.fround(wanted[k * ASSETS + i]))
      }
    }
    for (let k = 0; k < LEGS; k++) {
      const own = betas.subarray(k * (ASSETS + LEGS) + ASSETS, (k + 1) * (ASSETS + LEGS))
      expect([...own]).toEqual([0, 1, 2].map((j) => (j === k ? 1 : 0))) // W β = I: hedges cancel
    }
    expect([...covered]).toEqual([...new Array(ASSETS).fill(1), 0, 0, 0])
  })

  it('no look-ahead: returns of assets and factors of t or later have no effect', async () => {
    const t = 160
    const changed = market({
      returns: (s, i) => (s < t ? returnOf(s, i) : 0.2 * Math.sin(s * i + 1)),
      factors: (s, k) => (s < t ? factorOf(s, k) : 0.1 * Math.cos(s + k)),
    })
    const [days, others] = [await score(ou()), await score(ou(changed), changed)]
    const until = t - 141 + 1
    expect(others.slice(0, until).map(decided)).toEqual(days.slice(0, until).map(decided))
    expect(decided(others[until + 1])).not.toEqual(decided(days[until + 1]))
  })

  it('trades nothing where a factor return of the window is missing', async () => {
    const holed = market({
      factors: (t, k) => (t === 150 && k === 1 ? Number.NaN : factorOf(t, k)),
    })
    const days = await score(ou(holed), holed)
    const around = days.slice(150 - 141 + 1, 150 - 141 + 1 + 25)
    for (const { book } of around) expect(book.every((w) => w === 0)).toBe(true)
  })

  it('reports the missing factors where the dataset has none, or too few', () => {
    const plain = tinyMarket({ dates: DATES, assets: ASSETS, returnOf }).asOf(train.to)
    expect(() => ffOu.restore([], { view: plain, train, config: ouConfig })).toThrow(
      /no Fama-French factors: ingest the dataset with --factors <file>/,
    )
    const more = { ...ouConfig, factorCount: 5 }
    expect(() => ffOu.restore([], { view: market().asOf(train.to), train, config: more })).toThrow(
      /factorCount 5 needs more factors .*FF:MKT-RF, FF:SMB, FF:HML.*at most 3/,
    )
    const unknown = market({ factors: () => Number.NaN }).asOf(train.to)
    expect(() => ffOu.restore([], { view: unknown, train, config: ouConfig })).toThrow(
      /no factor returns from/,
    )
    expect(() => ffOu.parseConfig({ factorCount: 4 })).toThrow(/"factorCount" is 4/)
  })
})

describe('ff-longconv', () => {
  it('one seed gives one checkpoint, which decides the same each time it is restored', async () => {
    const [a, b] = [await longConvCheckpoint(), await longConvCheckpoint()]
    expect(a).toEqual(b)
    const restored = () =>
      ffLongConv.restore([a], { view: market().asOf(train.to), train, config: longConvConfig })
    const days = await score(restored())
    expect(await score(restored())).toEqual(days)
    expect(days.every(({ book }) => book.some((w) => w !== 0))).toBe(true)
  })

  it('learns from no return of assets or factors after its train range', async () => {
    const other = market({
      returns: (t, i) => (t > 140 ? -2 : 1) * returnOf(t, i),
      factors: (t, k) => (t > 140 ? 3 : 1) * factorOf(t, k),
    })
    expect(await longConvCheckpoint(other)).toEqual(await longConvCheckpoint())
  })
})
