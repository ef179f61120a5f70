import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/lib/random.js'
import { untargetedDates } from '../../../src/training/horizon-returns.js'
import type { LabelKind } from '../../../src/training/label-kinds.js'
import { DEFAULT_LABEL, labels } from '../../../src/training/labels.js'
import {
  crossSectionalDeviations,
  DISPERSION_DATES,
  DISPERSION_MINIMUM_DATES,
  returnUnit,
} from '../../../src/training/published-units.js'

/** Written by `python test/unit/training/reference/labels.py`, NumPy and SciPy alone. */
const REFERENCE: {
  readonly labels: Readonly<Record<string, readonly (number | null)[]>>
  readonly deviations: Readonly<Record<string, readonly (number | null)[]>>
} = JSON.parse(readFileSync(new URL('./reference/labels.json', import.meta.url), 'utf8'))

/** The closed form of labels.py. */
const [T, N] = [8, 9]
const returns = new Float64Array(T * N).map((_, cell) => {
  const [t, i] = [Math.floor(cell / N), cell % N]
  if (t === 3 && i === 2) return Number.NaN
  return Math.round(100 * 0.03 * Math.sin((t + 1) ** 2 * (i + 2))) / 100
})
const universe = new Uint8Array((T + 1) * N).map((_, cell) => {
  return cell < N || cell === 4 * N + 5 ? 0 : 1
})
const market = { returns, universe }

describe('labels against NumPy and SciPy', () => {
  it.each(Object.keys(REFERENCE.labels))('%s (kind, horizon, lag)', (name) => {
    const [kind, horizon, labelLag] = name.split(' ')
    const values = labels(market, {
      kind: kind as LabelKind,
      horizon: Number(horizon),
      labelLag: Number(labelLag),
    })
    const expected = REFERENCE.labels[name]
    expect(expected.filter((value) => value !== null).length).toBeGreaterThan(30)
    expect(values).toHaveLength(expected.length)
    values.forEach((value, cell) => {
      if (expected[cell] === null) expect(value, `cell ${cell}`).toBeNaN()
      else expect(value, `cell ${cell}`).toBeCloseTo(expected[cell], 5)
    })
  })

  it.each([1, 3])('the cross-sectional deviation of %i-date returns', (horizon) => {
    const values = crossSectionalDeviations(market, horizon)
    REFERENCE.deviations[horizon].forEach((expected, s) => {
      if (expected === null) expect(values[s]).toBeNaN()
      else expect(values[s]).toBeCloseTo(expected, 12)
    })
  })
})

describe('a label', () => {
  it('has the normal scores of three returns and of a tie, computed by hand', () => {
    const [best, worst, between] = labels(crossSection([0.03, -0.01, 0.02])).subarray(3)
    expect(best).toBeCloseTo(0.967422, 6)
    expect(worst).toBeCloseTo(-0.967422, 6)
    expect(between).toBeCloseTo(0, 12)
    const tied = labels(crossSection([0.01, 0.01])).subarray(2)
    for (const value of tied) expect(value).toBeCloseTo(0, 12)
  })

  it('is of the return that the date earns by default, of the one after at lag 1', () => {
    expect(DEFAULT_LABEL).toEqual({ kind: 'normalScore', horizon: 1, labelLag: 0 })
    const now = labels(market, { kind: 'raw', horizon: 1, labelLag: 0 })
    const next = labels(
      { returns, universe: universe.fill(1, N) },
      { kind: 'raw', horizon: 1, labelLag: 1 },
    )
    expect(next.subarray(N, 3 * N)).toEqual(now.subarray(2 * N, 4 * N))
  })

  it('z is clipped at 5 standard deviations, and 0 where returns do not vary', () => {
    const crash = labels(crossSection([-0.5, ...Array(99).fill(0.001)]), {
      ...DEFAULT_LABEL,
      kind: 'z',
    })
    expect(crash[100]).toBe(-5)
    const still = labels(crossSection([0.1, 0.1, 0.1]), { ...DEFAULT_LABEL, kind: 'z' })
    expect([...still.subarray(3)]).toEqual([0, 0, 0])
  })

  it('of a name that stops trading within the horizon is its return until then', () => {
    const stops = new Float64Array([0, 0, 0.1, -0.2, 0.1, Number.NaN, 0.1, Number.NaN])
    const all = new Uint8Array(10).fill(1)
    const values = labels(
      { returns: stops, universe: all },
      { kind: 'raw', horizon: 3, labelLag: 0 },
    )
    const [kept, lost] = [1.1 ** 3 - 1, -0.2]
    expect(values[2]).toBeCloseTo(50 * (kept - lost), 4)
    expect(values[3]).toBeCloseTo(50 * (lost - kept), 4)
  })

  it('is missing below two known returns', () => {
    expect([...labels(crossSection([0.1, Number.NaN]))].every(Number.isNaN)).toBe(true)
    expect([...labels({ returns: new Float64Array(0), universe: new Uint8Array(0) })]).toEqual([])
  })
})

describe('no look-ahead', () => {
  const random = createRandom(4)
  const [dates, names] = [120, 6]
  const long = {
    returns: Float64Array.from({ length: dates * names }, () => 0.02 * random.normal()),
    universe: new Uint8Array((dates + 1) * names).fill(1),
  }
  const until = (end: number) => ({
    returns: long.returns.slice(0, end * names),
    universe: long.universe.slice(0, (end + 1) * names),
  })

  it.each([
    [1, 0],
    [1, 1],
    [5, 1],
  ])(
    'horizon %i, lag %i: a view has all targets that end within it, and no others',
    (horizon, labelLag) => {
      const options = { ...DEFAULT_LABEL, horizon, labelLag }
      const cut = untargetedDates(options)
      expect(cut).toBe(horizon + labelLag - 1)
      const [short, whole] = [labels(until(80), options), labels(long, options)]
      const end = (80 - cut) * names
      expect(short.subarray(0, end)).toEqual(whole.subarray(0, end))
      expect(short.subarray(end).every(Number.isNaN)).toBe(true)
      expect(whole.subarray(0, end).some(Number.isNaN)).toBe(false)
    },
  )

  it('the unit of a date uses the 63 earlier dates', () => {
    const unit = returnUnit(crossSectionalDeviations(long), 100, 'normalScore')
    const [short, other] = [until(100), until(100)]
    expect(returnUnit(crossSectionalDeviations(short), 100, 'normalScore')).toBe(unit)
    other.returns.fill(9, 0, (100 - DISPERSION_DATES) * names)
    expect(returnUnit(crossSectionalDeviations(other), 100, 'z')).toBe(unit)
    other.returns.fill(9, 0, (101 - DISPERSION_DATES) * names)
    expect(returnUnit(crossSectionalDeviations(other), 100, 'z')).not.toBe(unit)
  })

  it('is missing before 20 dates, and 0.01 for percent', () => {
    const deviations = new Float64Array(40).fill(0.02).fill(Number.NaN, 0, 5)
    const first = 5 + DISPERSION_MINIMUM_DATES
    expect(returnUnit(deviations, first - 1, 'rank')).toBeNaN()
    expect(returnUnit(deviations, first, 'rank')).toBeCloseTo(0.02, 15)
    expect(returnUnit(deviations, 0, 'raw')).toBe(0.01)
  })

  it('reaches further back for 20 known dates, as after a long time without a universe', () => {
    const deviations = new Float64Array(200).fill(Number.NaN).fill(9, 0, 60).fill(0.02, 60, 90)
    deviations.fill(0.04, 195)
    expect(returnUnit(deviations, 200, 'z')).toBeCloseTo((15 * 0.02 + 5 * 0.04) / 20, 15)
  })
})

/** A market whose date 1 has these returns; date 0 has no universe. */
function crossSection(values: readonly number[]) {
  const n = values.length
  return {
    returns: Float64Array.from([...values.map(() => 0), ...values]),
    universe: new Uint8Array(3 * n).fill(1, n),
  }
}
