import { describe, expect, it } from 'vitest'
import { fillWithin } from '../../../src/portfolio/bounds.js'
import { type LinearLimit, nearestBook } from '../../../src/portfolio/nearest-book.js'

const book = (...weights: number[]) => Float64Array.from(weights)
const ones = (n: number) => new Float64Array(n).fill(1)
const limit = (coefficients: number[], least: number, most: number): LinearLimit => ({
  coefficients: Float64Array.from(coefficients),
  least,
  most,
})
const gross = (weights: ArrayLike<number>) =>
  Array.from(weights).reduce((sum, weight) => sum + Math.abs(weight), 0)
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0)
/** Gross exposure as it is. */
const whole = (weights: Float64Array) =>
  limit(Array.from(weights, Math.sign), gross(weights), gross(weights))
const near = (values: number[]) => values.map((value) => expect.closeTo(value, 10))

describe('the nearest book within linear limits', () => {
  it('computed by hand: a net exposure halved between two positions', () => {
    // min Σ (v − w)²/|w|, v₁ − v₂ = 0.2 and v₁ + v₂ = 1 of 0.8 and −0.2: 0.6 and −0.4
    const wanted = book(0.8, -0.2)
    const nearest = nearestBook(wanted, [whole(wanted), limit([1, 1], -0.2, 0.2)], {
      bounds: ones(2),
    })
    expect([...(nearest ?? [])]).toEqual(near([0.6, -0.4]))
  })

  it('computed by hand: a group at its limit in proportion, the rest over the others in proportion', () => {
    const wanted = book(0.4, 0.2, 0.3, -0.1)
    const group = limit([1, 1, 0, 0], -1, 0.3)
    const nearest = nearestBook(wanted, [whole(wanted), group], { bounds: ones(4) })
    expect([...(nearest ?? [])]).toEqual(near([0.2, 0.1, 0.525, -0.175]))
  })

  it('computed by hand: a beta limit with betas of ±1 and 2', () => {
    // v = w (1 − λ sign − y β sign): conditions Σ|v| = 1 and β'v = 0.25 of w = (½, −½), β = (2, 1)
    const wanted = book(0.5, -0.5)
    const nearest = nearestBook(wanted, [whole(wanted), limit([2, 1], -0.25, 0.25)], {
      bounds: ones(2),
    })
    // 2a − b = ¼, a + b = 1
    expect([...(nearest ?? [])]).toEqual(near([1.25 / 3, -1.75 / 3]))
  })

  it('is the book itself within its limits, and the filled book with bounds alone', () => {
    const wanted = book(0.6, 0.1, -0.2, 0.1)
    const free = nearestBook(wanted, [whole(wanted)], { bounds: ones(4) })
    expect([...(free ?? [])]).toEqual(near([...wanted]))
    const bounds = book(0.4, 0.12, 1, 1)
    const filled = fillWithin(wanted, { long: bounds, short: bounds })
    expect([...(nearestBook(wanted, [whole(wanted)], { bounds }) ?? [])]).toEqual(
      near([...(filled ?? [])]),
    )
  })

  it('closes a position rather than change its side, and opens none', () => {
    const wanted = book(0.5, 0, -0.1, -0.4)
    const nearest = nearestBook(wanted, [whole(wanted), limit([0, 0, 1, 0], 0, 0)], {
      bounds: ones(4),
    })
    expect([...(nearest ?? [])].map((x) => x + 0)).toEqual(near([0.5 / 0.9, 0, 0, -0.4 / 0.9]))
  })

  it('keeps frozen weights', () => {
    const wanted = book(0.5, 0.3, -0.2)
    const nearest = nearestBook(wanted, [whole(wanted), limit([1, 1, 1], -0.4, 0.4)], {
      bounds: ones(3),
      frozen: [1, 0, 0],
    })
    expect([...(nearest ?? [])]).toEqual(near([0.5, 0.2, -0.3]))
  })

  it('empties a position whose bound is 0', () => {
    const wanted = book(0.4, -0.4, -0.2)
    const nearest = nearestBook(wanted, [whole(wanted), limit([1, 1, 1], -0.1, 0.1)], {
      bounds: book(1, 0, 1),
    })
    expect([...(nearest ?? [])].map((x) => x + 0)).toEqual(near([0.55, 0, -0.45]))
  })

  it('is found wherever there is one: limits that leave hardly any room, and many at once', () => {
    let state = 7
    const random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return state / 2_147_483_648
    }
    for (let trial = 0; trial < 80; trial++) {
      const n = 3 + Math.floor(random() * 40)
      const raw = Array.from({ length: n }, () => (random() - 0.5) * Math.exp(-6 * random()))
      const wanted = Float64Array.from(raw, (weight) => weight / gross(raw))
      const sizes = Array.from({ length: n }, () => (random() < 0.2 ? 0 : random() + 0.01))
      const feasible = sizes.map((size, i) => (Math.sign(wanted[i]) * size) / gross(sizes))
      const room = () => (random() < 0.3 ? 0 : 0.03 * random())
      const groups = Array.from({ length: n }, () => Math.floor(6 * random()))
      const among = (coefficients: number[]) => {
        const most = Math.abs(dot(coefficients, feasible)) + room()
        return limit(coefficients, -most, most)
      }
      const limits = [
        whole(wanted),
        ...[0, 1, 2, 3, 4, 5].flatMap((group) => {
          const isIn = groups.map((one) => Number(one === group))
          return [among(isIn), among(isIn.map((one, i) => one * Math.sign(wanted[i])))]
        }),
        among(groups.map(() => 0.5 + random())),
      ]
      const bounds = Float64Array.from(feasible, (weight) => Math.abs(weight) + room())
      const nearest = nearestBook(wanted, limits, { bounds })
      if (!nearest) throw new Error(`trial ${trial} of ${n} positions has no book`)
      // optimal: the gradient points away from every other book within the limits
      const rise = nearest.map((x, i) => (x - wanted[i]) / Math.abs(wanted[i]))
      const towards = nearest.map((x, i) => feasible[i] - x)
      expect(dot(rise, towards)).toBeGreaterThan(-1e-8)
    }
  })

  it('is null where no book satisfies the limits, and found where they just suffice', () => {
    const wanted = book(0.5, 0.3, 0.2)
    const net = (most: number) => [whole(wanted), limit([1, 1, 1], -most, most)]
    expect(nearestBook(wanted, net(0.9), { bounds: ones(3) })).toBeNull()
    const each = (most: number) => [
      whole(wanted),
      ...[0, 1, 2].map((i) =>
        limit(
          [0, 1, 2].map((j) => Number(i === j)),
          -most,
          most,
        ),
      ),
    ]
    expect(nearestBook(wanted, each(0.33), { bounds: ones(3) })).toBeNull()
    const third = nearestBook(wanted, each(1 / 3), { bounds: ones(3) })
    expect(Array.from(third ?? [], (x) => x.toFixed(6))).toEqual(Array(3).fill('0.333333'))
  })

  it('of many positions and groups: within every limit, optimal, redundant limits included', () => {
    const n = 300
    const noise = (seed: number, i: number) => Math.sin(12.9898 * (i + 1) * (seed + 1)) ** 3
    for (let seed = 0; seed < 12; seed++) {
      const raw = Array.from({ length: n }, (_, i) => noise(seed, i) + 0.05)
      const wanted = Float64Array.from(raw, (weight) => weight / gross(raw))
      const sector = (s: number) => Array.from({ length: n }, (_, i) => Number(i % 11 === s))
      const beta = Array.from({ length: n }, (_, i) => 1 + 0.6 * noise(seed + 20, i))
      const sectors = Array.from({ length: 11 }, (_, s) => [
        limit(sector(s), -0.002, 0.002),
        limit(
          sector(s).map((one, i) => one * Math.sign(wanted[i])),
          -1,
          0.094,
        ),
      ]).flat()
      const limits = [
        whole(wanted),
        ...sectors,
        limit(beta, -0.001 * seed, 0.001 * seed),
        limit(Array(n).fill(1), -0.01, 0.01),
      ]
      const bounds = new Float64Array(n).fill(0.012)
      const nearest = nearestBook(wanted, limits, { bounds })
      if (!nearest) throw new Error(`no book for seed ${seed}`)
      expect(gross(nearest)).toBeCloseTo(1, 9)
      for (const { coefficients, least, most } of limits) {
        expect(dot(coefficients, nearest)).toBeLessThanOrEqual(most + 1e-9)
        expect(dot(coefficients, nearest)).toBeGreaterThanOrEqual(least - 1e-9)
      }
      expect(Math.max(...nearest.map(Math.abs))).toBeLessThanOrEqual(0.012 + 1e-12)
      const distance = (v: Float64Array) =>
        v.reduce((sum, x, i) => sum + (x - wanted[i]) ** 2 / Math.abs(wanted[i]), 0)
      // convex: no feasible book is nearer on the way to another one
      const other = nearestBook(
        wanted.map((weight, i) => weight * (1 + 0.3 * noise(seed, i + 7))),
        limits.map((l, i) => (i === 0 ? { ...l, least: 1, most: 1 } : l)),
        { bounds },
      )
      if (!other) throw new Error(`no other book for seed ${seed}`)
      const between = nearest.map((x, i) => 0.99 * x + 0.01 * other[i])
      expect(distance(between)).toBeGreaterThanOrEqual(distance(nearest) - 1e-12)
    }
  })
})
