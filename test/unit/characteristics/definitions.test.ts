import { describe, expect, it } from 'vitest'
import { BAR_DEFINITIONS } from '../../../src/characteristics/bars.js'
import { DEFINITIONS } from '../../../src/characteristics/definitions.js'
import type { AssetHistory } from '../../../src/characteristics/history.js'
import { SEQUENCE_DEFINITIONS } from '../../../src/characteristics/sequence.js'
import { createRandom } from '../../../src/lib/random.js'

const NONE = Number.NaN
const ALL = [...DEFINITIONS, ...SEQUENCE_DEFINITIONS, ...BAR_DEFINITIONS]

describe('characteristics computed by hand', () => {
  it('Ret_D1 is the return of the date', () => {
    expect([...compute('Ret_D1', { returns: [0.01, NONE, -0.02] })]).toEqual([0.01, NONE, -0.02])
  })

  it('Ret_W1 compounds five dates and needs three known', () => {
    const week = compute('Ret_W1', { returns: [0.1, NONE, -0.1, 0.2, 0.5, 0.25] })
    expect([...week.subarray(0, 3)]).toEqual([NONE, NONE, NONE])
    expect(week[3]).toBeCloseTo(Math.log(1.1 * 0.9 * 1.2), 12)
    expect(week[5]).toBeCloseTo(Math.log(0.9 * 1.2 * 1.5 * 1.25), 12)
  })

  it('STD_W1 is the sample deviation of five dates and needs four known', () => {
    const deviations = compute('STD_W1', { returns: [0.01, 0.02, 0.03, 0.04, NONE, 0.06] })
    expect(deviations[2]).toBeNaN()
    expect(deviations[3]).toBeCloseTo(0.01 * Math.sqrt(5 / 3), 12)
    expect(deviations[5]).toBeCloseTo(0.01 * Math.sqrt(8.75 / 3), 12)
  })

  it.each([
    ['r2_1', 21, 121 / 100 - 1],
    ['r12_2', 252, 331 / 100 - 1],
    ['r12_7', 252, 226 / 100 - 1],
    ['r36_13', 756, 604 / 100 - 1],
  ])('%s on prices 100, 101, 102, …', (name, first, expected) => {
    const growths = compute(name, { price: series(first + 1, (t) => 100 + t) })
    expect(growths[first - 1]).toBeNaN()
    expect(growths[first]).toBe(expected)
  })

  it('Rel2High is relative to the highest high of 252 dates and needs 120 known', () => {
    const high = series(300, (t) => (t === 10 ? 500 : 110))
    const ratios = compute('Rel2High', { price: series(300, () => 100), high })
    expect(ratios[118]).toBeNaN()
    expect([ratios[119], ratios[261], ratios[262]]).toEqual([0.2, 0.2, 100 / 110])
  })

  it('Variance of ±1 % is n/(n−1) of 1e-4', () => {
    const variances = compute('Variance', { returns: series(50, alternating(0.01)) })
    expect(variances[18]).toBeNaN()
    expect(variances[19]).toBeCloseTo((20 / 19) * 1e-4, 16)
    expect(variances[49]).toBeCloseTo((42 / 41) * 1e-4, 16)
  })

  // R = 2 m + e with m = + − + −, e = + + − −: orthogonal over any multiple of four dates
  const market = series(300, alternating(0.01))
  const pairs = (t: number) => (t % 4 < 2 ? 0.003 : -0.003)
  const returns = market.map((m, t) => 2 * m + pairs(t))

  it('Resid_Var is the variance of returns that the market leaves', () => {
    const variances = compute('Resid_Var', { returns, market })
    expect(variances[18]).toBeNaN()
    expect(variances[39]).toBeCloseTo((40 / 39) * 9e-6, 16)
  })

  it('Beta is the slope on the market over 252 dates and needs 120 known', () => {
    const slopes = compute('Beta', { returns, market })
    expect(slopes[118]).toBeNaN()
    expect(slopes[119]).toBeCloseTo(2, 12)
    expect(slopes[251]).toBeCloseTo(2, 12)
  })

  it('Beta leaves out the dates on which the asset has no return', () => {
    const gappy = returns.map((value, t) => (t % 12 < 4 ? NONE : value))
    const loud = market.map((m, t) => (t % 12 < 4 ? 9 : m))
    expect(compute('Beta', { returns: gappy, market: loud })[251]).toBeCloseTo(2, 12)
  })

  it('SUV standardises five dates of log volume by 126', () => {
    const volume = series(126, (t) => (t < 121 ? 1 : Math.E))
    const expected = (1 - 5 / 126) / Math.sqrt((5 - 25 / 126) / 125)
    expect(compute('SUV', { volume })[125]).toBeCloseTo(expected, 10)
    expect(compute('SUV', { volume: volume.slice(0, 59) })[58]).toBeNaN()
    expect(compute('SUV', { volume: series(126, () => 1234) })[125]).not.toSatisfy(Number.isFinite)
  })

  it('DolVol is the mean dollar volume of 63 dates and needs 20 known', () => {
    const means = compute('DolVol', { dollarVolume: series(100, (t) => t) })
    expect([means[18], means[19], means[99]]).toEqual([NONE, 9.5, 68])
  })

  it('Vol5 is the mean volume of five dates and needs three known', () => {
    const means = compute('Vol5', { volume: [10, 20, 30, NONE, 50] })
    expect([...means]).toEqual([NONE, NONE, 20, 20, 27.5])
  })

  it('Amihud is the mean of |R| per dollar over 21 dates and needs 10 known', () => {
    const means = compute('Amihud', {
      returns: series(20, (t) => (t % 2 === 0 ? 0.01 : -0.03)),
      dollarVolume: series(20, () => 1e6),
    })
    expect(means[8]).toBeNaN()
    expect(means[19]).toBeCloseTo(2e-8, 18)
  })

  it('Range is the mean of log(high / low) over 21 dates and needs 10 known', () => {
    const means = compute('Range', { range: series(10, (t) => t / 100) })
    expect(means[8]).toBeNaN()
    expect(means[9]).toBeCloseTo(0.045, 14)
  })

  it('Max1m is the largest return of 21 dates and needs 10 known', () => {
    const maxima = compute('Max1m', { returns: series(40, (t) => (t === 5 ? 0.2 : -t / 1000)) })
    expect([maxima[8], maxima[9], maxima[25], maxima[26]]).toEqual([NONE, 0.2, 0.2, -0.006])
  })

  it('Skew of nineteen zeros and a one equals its closed form', () => {
    const p = 1 / 20
    const population = (1 - 2 * p) / Math.sqrt(p * (1 - p))
    const skewness = compute('Skew', { returns: series(20, (t) => (t === 7 ? 1 : 0)) })
    expect(skewness[18]).toBeNaN()
    expect(skewness[19]).toBeCloseTo((population * Math.sqrt(20 * 19)) / 18, 10)
    expect(compute('Skew', { returns: series(20, () => 0.01) })[19]).toBeNaN()
  })
})

describe('each characteristic', () => {
  const LENGTH = 1300
  const past = randomHistory(1, LENGTH)

  it.each(ALL.map(({ name }) => name))('%s does not depend on later dates', (name) => {
    const whole = compute(name, past)
    for (const t of [0, 30, 800, 1000, 1133]) {
      const future = randomHistory(2, LENGTH)
      const altered = compute(name, join(past, future, t + 1))
      expect(bits(altered.subarray(0, t + 1))).toEqual(bits(whole.subarray(0, t + 1)))
      const cut = compute(name, join(past, {}, t + 1))
      expect(bits(cut)).toEqual(bits(whole.subarray(0, t + 1)))
    }
    const changed = compute(name, join(past, randomHistory(2, LENGTH), 1000))
    expect(bits(changed.subarray(1000))).not.toEqual(bits(whole.subarray(1000)))
  })

  it.each(ALL.map(({ name }) => name))('%s does not change its input', (name) => {
    const copy = structuredClone(past)
    compute(name, past)
    expect(past).toEqual(copy)
  })
})

it('the built-in set has eighteen, each with a group, a lag and a formula', () => {
  expect(DEFINITIONS.map(({ name }) => name).join(' ')).toBe(
    'Ret_D1 Ret_W1 STD_W1 r2_1 r12_2 r12_7 r36_13 Rel2High Variance Resid_Var Beta SUV DolVol ' +
      'Vol5 Amihud Range Max1m Skew',
  )
  for (const { group, lag, formula } of DEFINITIONS) {
    expect(['past returns', 'trading frictions']).toContain(group)
    expect(lag).toBe(1)
    expect(formula).not.toBe('')
  }
})

type Columns = Partial<Record<Exclude<keyof AssetHistory, 'firstRow'>, ArrayLike<number>>>

function compute(name: string, columns: Columns): Float64Array {
  const definition = ALL.find((candidate) => candidate.name === name)
  if (!definition) throw new Error(`no characteristic ${name}`)
  const column = (key: keyof Columns) => Float64Array.from(columns[key] ?? [])
  return definition.compute({
    firstRow: 0,
    returns: column('returns'),
    market: column('market'),
    price: column('price'),
    high: column('high'),
    range: column('range'),
    openRatio: column('openRatio'),
    lowRatio: column('lowRatio'),
    volume: column('volume'),
    dollarVolume: column('dollarVolume'),
  })
}

function series(length: number, value: (t: number) => number): number[] {
  return Array.from({ length }, (_, t) => value(t))
}

function alternating(size: number): (t: number) => number {
  return (t) => (t % 2 === 0 ? size : -size)
}

/** One value in ten is missing in the first half of each 200 dates, none in the other. */
function randomHistory(seed: number, length: number): Required<Columns> {
  const random = createRandom(seed)
  const column = (value: () => number) =>
    series(length, (t) => (t % 200 < 100 && random.uniform() < 0.1 ? NONE : value()))
  return {
    returns: column(() => 0.02 * random.normal()),
    market: series(length, () => 0.01 * random.normal()),
    price: column(() => 100 * Math.exp(0.3 * random.normal())),
    high: column(() => 120 * Math.exp(0.3 * random.normal())),
    range: column(() => 0.02 * random.uniform()),
    openRatio: column(() => 1 + 0.02 * random.normal()),
    lowRatio: column(() => 1 - 0.02 * random.uniform()),
    volume: column(() => Math.round(1e6 * random.uniform())),
    dollarVolume: column(() => 1e8 * random.uniform()),
  }
}

/** The first `length` entries of one history, the rest of the other. */
function join(past: Required<Columns>, future: Columns, length: number): Columns {
  return Object.fromEntries(
    (Object.keys(past) as (keyof Columns)[]).map((key) => [
      key,
      [...Array.from(past[key]).slice(0, length), ...Array.from(future[key] ?? []).slice(length)],
    ]),
  )
}

function bits(values: Float64Array): BigUint64Array {
  return new BigUint64Array(values.slice().buffer)
}
