import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { accountDay, type Book } from '../../../src/accounts/account.js'
import { costOf, DEFAULT_COST_RATES } from '../../../src/accounts/costs.js'
import { createRandom } from '../../../src/lib/random.js'
import {
  type Held,
  NOTHING_HELD,
  riskAdjustedScore,
  type TopKDropSettings,
  topkDrop,
  topkDropWarmUp,
} from '../../../src/policy/topk-drop.js'

const BASE: TopKDropSettings = { k: 3, n: 1, hold: 1, riskAversion: 0, sides: 'long' }
const NONE = Number.NaN

describe('the golden case ST-8: k 3, n 1, held A, B, C', () => {
  const held = holding([0, 1, 2])
  const names = (scores: number[]) => longNames(decide(scores, held).held)

  it.each([
    ['A1 B5 C4 D6 E3 F2', [1, 5, 4, 6, 3, 2], 'BCD'],
    ['A4.5 B5 C4 D3 E2 F1', [4.5, 5, 4, 3, 2, 1], 'ABC'],
    ['A3 B2 C1 D6 E5 F4', [3, 2, 1, 6, 5, 4], 'ABD'],
  ])('%s', (_, scores, expected) => {
    expect(names(scores)).toBe(expected)
  })
})

describe('a step', () => {
  it('starts with the best k', () => {
    const { held, weights } = decide([1, 5, 4, 6, 3, 2], NOTHING_HELD)
    expect(longNames(held)).toBe('BCD')
    expect([...weights]).toEqual([0, 1, 1, 1, 0, 0].map((w) => Math.fround(w / 3)))
  })

  it('breaks ties by column', () => {
    expect(longNames(decide([2, 2, 2, 2, 2], NOTHING_HELD).held)).toBe('ABC')
    expect(longNames(decide([2, 2, 2, 2, 2], holding([2, 3, 4])).held)).toBe('ACD')
  })

  it('sells assets that left the universe first, beyond n, and replaces them', () => {
    // A and B have no prediction: both are replaced, and C, the worst, too
    expect(longNames(decide([NONE, NONE, 1, 6, 5, 4], holding([0, 1, 2])).held)).toBe('DEF')
    // columns are those of the universe: names without one are gone
    const predicted = { columns: Int32Array.of(2, 3, 4), mean: [9, 8, 7], risk: [1, 1, 1] }
    const { held, weights } = topkDrop(predicted, holding([0, 1, 2]), BASE)
    expect(longNames(held)).toBe('CDE')
    expect(weights).toHaveLength(3)
  })

  it('buys no more names than it sold: a name below the minimum holding period stays', () => {
    const before: Held = {
      long: new Map([
        [0, 1],
        [1, 5],
        [2, 5],
      ]),
      short: new Map(),
    }
    const settings = { ...BASE, n: 2, hold: 3 }
    const { held } = decide([1, 2, 9, 6, 5, 4], before, settings)
    expect([...held.long]).toEqual([
      [0, 2],
      [2, 6],
      [3, 1],
    ])
  })

  it('holds the whole universe where it is smaller than k', () => {
    const { held, weights } = decide([1, 2], holding([0, 1, 2]))
    expect(longNames(held)).toBe('AB')
    expect([...weights]).toEqual([0.5, 0.5])
  })

  it('is empty for an empty universe', () => {
    expect([...decide([], NOTHING_HELD).weights]).toEqual([])
    expect([...decide([NONE, NONE], holding([0])).weights]).toEqual([0, 0])
  })

  it('ranks by the mean less η times the risk', () => {
    expect(riskAdjustedScore(3, 4, 0.5)).toBe(1)
    expect(riskAdjustedScore(3, NONE, 0)).toBe(3)
    const predicted = { columns: Int32Array.of(0, 1, 2), mean: [3, 2, 1], risk: [9, 1, 0.5] }
    const settings = { ...BASE, k: 1, riskAversion: 1 }
    expect(longNames(topkDrop(predicted, NOTHING_HELD, settings).held)).toBe('B')
  })
})

describe('both sides', () => {
  const settings: TopKDropSettings = { ...BASE, k: 2, sides: 'long-short' }

  it('hold the best and the worst, Σ|w| = 1', () => {
    const { held, weights } = decide([5, 1, 4, 2, 3], NOTHING_HELD, settings)
    expect([longNames(held), names(held.short)]).toEqual(['AC', 'BD'])
    expect([...weights]).toEqual([0.25, -0.25, 0.25, -0.25, 0])
  })

  it('subtract the risk on both sides', () => {
    const predicted = {
      columns: Int32Array.of(0, 1, 2, 3),
      mean: [2, 1, -1, -2],
      risk: [9, 1, 1, 9],
    }
    const { held } = topkDrop(predicted, NOTHING_HELD, { ...settings, k: 1, riskAversion: 1 })
    expect([longNames(held), names(held.short)]).toEqual(['B', 'C'])
  })

  it('never hold a name twice, and at most half of the universe each', () => {
    const { held } = decide([3, 2, 1], NOTHING_HELD, settings)
    expect([longNames(held), names(held.short)]).toEqual(['A', 'C'])
    // A, held short, turns best: the short side sells it first
    const before: Held = { long: new Map([[1, 1]]), short: new Map([[0, 1]]) }
    const next = decide([9, 2, 1, 0], before, { ...settings, k: 1 })
    expect([longNames(next.held), names(next.held.short)]).toEqual(['B', 'D'])
    const then = decide([9, 2, 1, 0], next.held, { ...settings, k: 1 })
    expect(longNames(then.held)).toBe('A')
  })
})

/** Written by `python test/unit/policy/reference/topk_drop.py`, which runs the independent reference. */
const REFERENCE: Readonly<
  Record<string, { readonly gross: number[]; readonly turnover: number[] }>
> = JSON.parse(readFileSync(new URL('./reference/topk_drop.json', import.meta.url), 'utf8'))

describe('against the reference', () => {
  const [T, N] = [60, 14]
  const score = (t: number, i: number) =>
    (t * 7 + i * 3) % 19 === 0 ? NONE : Math.round(50 * Math.sin(0.37 * t * (i + 1) + i)) / 10
  const returnOf = (t: number, i: number) => Math.round(200 * Math.cos(t + 2.3 * i)) / 1e4

  it.each(Object.keys(REFERENCE))('k, n, hold = %s: gross and turnover of each date', (name) => {
    const [k, n, hold] = name.split(' ').map(Number)
    let [held, previous]: [Held, Book | null] = [NOTHING_HELD, null]
    for (let t = 0; t < T; t++) {
      const scores = Array.from({ length: N }, (_, i) => score(t, i))
      const next = decide(scores, held, { ...BASE, k, n, hold })
      const book = bookOf(next.weights, N)
      const { gross, turnover } = accountDay(book, previous, (i) => returnOf(t, i))
      expect(gross, `date ${t}`).toBeCloseTo(REFERENCE[name].gross[t], 7)
      expect(turnover, `date ${t}`).toBeCloseTo(REFERENCE[name].turnover[t], 6)
      ;[held, previous] = [next.held, book]
    }
  })
})

describe('on random universes', () => {
  const random = createRandom(12)
  const N = 40

  it.each([
    [8, 1, 'long'],
    [8, 3, 'long'],
    [5, 5, 'long'],
    [8, 2, 'long-short'],
  ] as const)('k %i, n %i, %s: meets F17 and the identities of a book', (k, n, sides) => {
    const settings: TopKDropSettings = { ...BASE, k, n, sides }
    let [held, previous, quiet]: [Held, Book | null, number] = [NOTHING_HELD, null, 0]
    for (let t = 0; t < 400; t++) {
      const share = t % 50 < 40 ? 0 : 0.2 + 0.6 * random.uniform()
      const inside = Array.from({ length: N }, (_, i) => i).filter(() => random.uniform() >= share)
      const predicted = {
        columns: Int32Array.from(inside),
        mean: inside.map(() => Math.round(10 * random.normal())),
        risk: inside.map(() => 1),
      }
      const next = topkDrop(predicted, held, settings)
      const book = bookOf(next.weights, N, inside)
      for (const side of ['long', 'short'] as const) {
        const stayed = [...held[side].keys()].filter((column) => inside.includes(column))
        const sold = stayed.filter((column) => !next.held[side].has(column))
        const places = sides === 'long' ? k : Math.min(k, inside.length >> 1)
        expect(sold.length).toBeLessThanOrEqual(n + Math.max(0, stayed.length - places))
        expect(next.held[side].size).toBeLessThanOrEqual(places)
        for (const column of next.held[side].keys()) expect(inside).toContain(column)
        expect([...next.held.long.keys()].filter((column) => next.held.short.has(column))).toEqual(
          [],
        )
      }
      const gross = book.weights.reduce((sum, weight) => sum + Math.abs(weight), 0)
      expect(gross).toBeCloseTo(1, 6)
      const { turnover } = accountDay(book, previous, () => 0)
      const full = sides === 'long' ? k : 2 * k
      const sizeOf = ({ long, short }: Held) => long.size + short.size
      const left = [...held.long.keys(), ...held.short.keys()].some(
        (column) => !inside.includes(column),
      )
      if (!left && sizeOf(held) === full && sizeOf(next.held) === full) {
        quiet++
        expect(turnover).toBeLessThanOrEqual((2 * n) / k + 1e-6)
      }
      ;[held, previous] = [next.held, book]
    }
    expect(quiet).toBeGreaterThan(200)
  })

  it('equal returns give exactly that return less costs', () => {
    const settings = { ...BASE, k: 6, n: 2 }
    let [held, previous]: [Held, Book | null] = [NOTHING_HELD, null]
    for (let t = 0; t < 50; t++) {
      const next = decide(
        Array.from({ length: N }, () => random.normal()),
        held,
        settings,
      )
      const book = bookOf(next.weights, N)
      const account = accountDay(book, previous, () => 0.01)
      const net = account.gross - costOf(account, DEFAULT_COST_RATES)
      expect(net).toBeCloseTo(0.01 - 5e-4 * account.turnover, 9)
      expect(account.turnover).toBeLessThanOrEqual(t === 0 ? 1.000001 : (2 * 2) / 6 + 1e-6)
      ;[held, previous] = [next.held, book]
    }
  })

  it('after the warm-up the first holdings hardly matter', () => {
    const settings = { ...BASE, k: 10, n: 2 }
    expect([
      topkDropWarmUp(settings),
      topkDropWarmUp({ k: 50, n: 5 }),
      topkDropWarmUp({ k: 5, n: 3 }),
    ]).toEqual([15, 30, 6])
    let [a, b]: [Held, Held] = [NOTHING_HELD, holding([30, 31, 32, 33, 34, 35, 36, 37, 38, 39])]
    for (let t = 0; t < topkDropWarmUp(settings); t++) {
      const scores = Array.from({ length: N }, (_, i) => i * -0.1 + random.normal())
      ;[a, b] = [decide(scores, a, settings).held, decide(scores, b, settings).held]
    }
    const shared = [...a.long.keys()].filter((column) => b.long.has(column))
    expect(shared.length).toBeGreaterThanOrEqual(8)
  })
})

/** Over columns 0 … m − 1, each with risk 1. */
function decide(scores: readonly number[], before: Held, settings = BASE) {
  const columns = Int32Array.from(scores, (_, i) => i)
  return topkDrop({ columns, mean: scores, risk: scores.map(() => 1) }, before, settings)
}

function holding(columns: readonly number[]): Held {
  return { long: new Map(columns.map((column) => [column, 9])), short: new Map() }
}

function names(side: ReadonlyMap<number, number>): string {
  return [...side.keys()].map((column) => String.fromCharCode(65 + column)).join('')
}

function longNames({ long }: Held): string {
  return names(long)
}

/** The book over all N columns of weights over `columns`. */
function bookOf(weights: Float32Array, n: number, columns?: readonly number[]): Book {
  const all = new Float32Array(n)
  weights.forEach((weight, j) => {
    all[columns?.[j] ?? j] = weight
  })
  return { assets: Int32Array.from(all, (_, i) => i), weights: all }
}
