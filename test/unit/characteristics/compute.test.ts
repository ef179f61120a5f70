import { describe, expect, it } from 'vitest'
import { CARRY_DATES } from '../../../src/characteristics/carry.js'
import { DEFINITIONS } from '../../../src/characteristics/definitions.js'
import { type MarketArrays, marketArrays } from '../../../src/characteristics/market-data.js'
import type { Panel } from '../../../src/data/panel.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { createRandom } from '../../../src/lib/random.js'
import { smallPanel } from '../../_util/small-panel.js'

const FIELDS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const
const { panel } = syntheticMarket({ assets: 15, from: '2009-01-02', to: '2013-06-28' })
const arrays = marketArrays(panel)
const names = arrays.characteristics.definitions.map(({ name }) => name)
const N = panel.assets.length
const T = panel.dates.length

describe('the ranks', () => {
  it('of each built-in characteristic cover (−0.5, 0.5] once there is history', () => {
    const day = Math.floor(0.9 * T)
    const eligible = membersOf(arrays, day)
    for (const { name } of DEFINITIONS) {
      const values = eligible.map((i) => rankOf(arrays, day, i, name)).sort((a, b) => a - b)
      expect(values.at(-1), name).toBeLessThanOrEqual(0.5)
      expect(values.at(-1), name).toBeGreaterThan(0.3)
      expect(values[0], name).toBeGreaterThan(-0.5)
      expect(values[0], name).toBeLessThan(-0.3)
    }
  })

  it('are 0 outside the universe', () => {
    let outside = 0
    for (let cell = 0; cell < (T + 1) * N; cell++) {
      if (arrays.universe[cell] === 1) continue
      outside++
      const values = arrays.characteristics.values.subarray(
        cell * names.length,
        (cell + 1) * names.length,
      )
      if (values.some((value) => value !== 0)) expect.fail(`cell ${cell}`)
    }
    expect(outside).toBeGreaterThan(2 * N)
  })

  it('of t are those of the values at t−1', () => {
    // two assets that differ only on the last date: only the row for nextDate differs
    const small = smallPanel([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 5],
    ])
    const computed = marketArrays(small)
    const day = (t: number) => [0, 1].map((i) => rankOf(computed, t, i, 'Ret_D1'))
    expect(day(3)).toEqual([0.25, 0.25])
    expect(day(4)).toEqual([0, 0.5])
  })

  it('do not change when one history of adjusted closes is doubled', () => {
    const column = 4
    const adjClose = panel.adjClose.map((price, cell) => (cell % N === column ? 2 * price : price))
    expect(adjClose).not.toEqual(panel.adjClose)
    const doubled = marketArrays({ ...panel, adjClose })
    expect(doubled.characteristics.values).toEqual(arrays.characteristics.values)
  })

  it('do not change when one is doubled in a file without unadjusted closes', () => {
    const close = panel.close.map(() => Number.NaN)
    const adjClose = panel.adjClose.map((price, cell) => (cell % N === 4 ? 20 * price : price))
    const [known, scaled] = [panel.adjClose, adjClose].map((prices) =>
      marketArrays({ ...panel, close, adjClose: prices }),
    )
    expect(scaled.characteristics.values).toEqual(known.characteristics.values)
  })
})

describe('no look-ahead', () => {
  const cut = 1000
  const later = marketArrays(withAnotherFuture(panel, cut))

  it.each(names)('%s is bit-equal to the row after the last unaltered date', (name) => {
    for (let t = 0; t <= cut + 1; t++) {
      for (let i = 0; i < N; i++) {
        const [before, after] = [arrays, later].map((a) => rankOf(a, t, i, name))
        if (!Object.is(before, after)) expect.fail(`row ${t}, asset ${i}: ${before} ${after}`)
      }
    }
  })

  it('could be violated: later rows differ', () => {
    for (const { name } of DEFINITIONS) {
      const differs = arrays.assets.some((_, i) =>
        [cut + 2, cut + 40].some((t) => rankOf(arrays, t, i, name) !== rankOf(later, t, i, name)),
      )
      expect(differs, name).toBe(true)
    }
  })
})

describe('a missing value', () => {
  const dateCount = CARRY_DATES + 40
  const flat = Array.from({ length: dateCount }, (_, t) => [100 + t, 90, 80 + (t % 3)])

  /** Asset A's supplied value is known only on date 5, the others always. */
  function supplied(group = 'mine') {
    const values = new Float32Array(dateCount * 3).fill(Number.NaN)
    for (let t = 0; t < dateCount; t++) values.set([t === 5 ? 10 : Number.NaN, 1, 2], t * 3)
    return { name: 'Quality', group, values }
  }

  it('is the last known one for 252 dates, then the median', () => {
    const computed = marketArrays(smallPanel(flat, { supplied: [supplied()] }))
    const at = (t: number) => [0, 1, 2].map((i) => rankOf(computed, t, i, 'Quality'))
    const three = [0.5, Math.fround(1 / 3 - 0.5), Math.fround(2 / 3 - 0.5)]
    expect(at(5)).toEqual([0, 0, 0.5])
    expect(at(6)).toEqual(three)
    expect(at(6 + CARRY_DATES)).toEqual(three)
    expect(at(7 + CARRY_DATES)).toEqual([0, 0, 0.5])
    expect(computed.characteristics.definitions.find(({ name }) => name === 'Quality')).toEqual({
      name: 'Quality',
      group: 'mine',
    })
  })

  it('of the whole volume or high column leaves the characteristics of prices only', () => {
    const missing = new Float64Array(dateCount * 3).fill(Number.NaN)
    const bare = { open: missing, high: missing, low: missing, close: missing, volume: missing }
    const computed = marketArrays(smallPanel(flat, bare))
    const spread = (name: string) =>
      new Set([0, 1, 2].map((i) => rankOf(computed, dateCount, i, name))).size
    for (const name of ['SUV', 'DolVol', 'Vol5', 'Amihud', 'Range']) expect(spread(name)).toBe(1)
    for (const name of ['Ret_D1', 'r2_1', 'r12_2', 'Rel2High', 'Variance', 'Beta']) {
      expect(spread(name), name).toBeGreaterThan(1)
    }
  })

  it('cannot be taken from two characteristics of one name', () => {
    const twice = { ...supplied(), name: 'Beta' }
    expect(() => marketArrays(smallPanel(flat, { supplied: [twice] }))).toThrow(/'Beta' is there/)
  })
})

describe('sectors', () => {
  it('are indicators over the universe, one per sector, ascending', () => {
    const small = smallPanel(
      [
        [1, 1, 1],
        [2, 2, 2],
        [3, 3, 3],
      ],
      { sectors: ['Utilities', null, 'Energy'] },
    )
    const computed = marketArrays(small)
    expect(computed.sectors).toEqual(['Energy', 'Utilities'])
    expect([...computed.sectorOf]).toEqual([1, -1, 0])
    const indicators = ['sector: Energy', 'sector: Utilities']
    const row = (t: number) =>
      [0, 1, 2].map((i) => indicators.map((name) => rankOf(computed, t, i, name)))
    expect(row(3)).toEqual([
      [0, 1],
      [0, 0],
      [1, 0],
    ])
    expect(row(1).flat()).toEqual([0, 0, 0, 0, 0, 0])
  })
})

it('progress counts the ranked characteristics', () => {
  const seen: string[] = []
  marketArrays(smallPanel([[1], [2], [3]]), {
    onProgress: (done, total) => seen.push(`${done}/${total}`),
  })
  expect(seen).toHaveLength(18)
  expect(seen.at(-1)).toBe('18/18')
})

function rankOf({ assets, characteristics }: MarketArrays, t: number, i: number, name: string) {
  const { definitions, values } = characteristics
  const m = definitions.findIndex((definition) => definition.name === name)
  return values[(t * assets.length + i) * definitions.length + m]
}

function membersOf({ universe }: MarketArrays, t: number): number[] {
  return panel.assets.map((_, i) => i).filter((i) => universe[t * N + i] === 1)
}

/**
 * Alters every value after row `cut`: prices, volumes, existing rows, members after the
 * next date; and a new asset, last in order, with rows after the cut alone.
 */
function withAnotherFuture(original: Panel, cut: number): Panel {
  const random = createRandom(9)
  const holes = Array.from({ length: T * N }, () => random.uniform() < 0.1)
  const widen = (field: Float64Array) => {
    const wide = new Float64Array(T * (N + 1)).fill(Number.NaN)
    for (let t = 0; t < T; t++) {
      for (let i = 0; i < N; i++) {
        const cell = t * N + i
        const altered = holes[cell] ? Number.NaN : field[cell] * (1 + 0.2 * random.uniform())
        wide[t * (N + 1) + i] = t <= cut ? field[cell] : altered
      }
      if (t > cut) wide[t * (N + 1) + N] = 50 + random.uniform()
    }
    return wide
  }
  const members = new Uint8Array((T + 1) * (N + 1)).fill(1)
  for (let t = 0; t <= cut + 1; t++) {
    members.set(original.members.subarray(t * N, (t + 1) * N), t * (N + 1))
    members[t * (N + 1) + N] = 0
  }
  return {
    ...original,
    ...Object.fromEntries(FIELDS.map((field) => [field, widen(original[field])])),
    assets: [...original.assets, 'ZZ001'],
    names: [...original.names, null],
    sectors: [...original.sectors, 'Energy'],
    members,
  }
}
