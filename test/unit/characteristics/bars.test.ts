import { describe, expect, it } from 'vitest'
import { BAR_DEFINITIONS } from '../../../src/characteristics/bars.js'
import { marketArrays } from '../../../src/characteristics/market-data.js'
import type { Panel } from '../../../src/data/panel.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { createRandom } from '../../../src/lib/random.js'
import { smallPanel } from '../../_util/small-panel.js'

const NONE = Number.NaN
const BARS = { include: ['bars'], exclude: [] }
const COLUMNS = 5

describe('bars', () => {
  const random = createRandom(5)
  const T = 100
  // adjusted by a half; a volume of 0 on date 90, no open on date 91, no row on date 92
  const close = Float64Array.from({ length: T }, (_, t) =>
    t === 92 ? NONE : 100 * Math.exp(0.02 * random.normal()),
  )
  const fields = {
    close,
    open: close.map((c, t) => (t === 91 ? NONE : c * 1.001)),
    high: close.map((c) => c * 1.01),
    low: close.map((c) => c * 0.98),
    volume: close.map((_, t) => (t === 90 ? 0 : 1000 + 10 * t)),
  }
  const panel = smallPanel(
    Array.from(close, (c) => [c / 2]),
    fields,
  )
  const at = (t: number) => [...rows(panel).subarray((t + 1) * COLUMNS, (t + 2) * COLUMNS)]

  it('are log prices over the previous close, in sds of the 63 earlier dates, computed by hand', () => {
    const t = 80
    const logs = Array.from({ length: 63 }, (_, j) =>
      Math.log(close[t - 63 + j] / close[t - 64 + j]),
    )
    const mean = logs.reduce((sum, value) => sum + value, 0) / 63
    const sd = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 63)
    const move = Math.log(close[t] / close[t - 1])
    const volumes = Array.from({ length: 63 }, (_, j) => Math.log(1000 + 10 * (t - 63 + j)))
    const usual = volumes.reduce((sum, value) => sum + value, 0) / 63
    const expected = [
      (Math.log(1.001) + move) / sd,
      (Math.log(1.01) + move) / sd,
      (Math.log(0.98) + move) / sd,
      move / sd,
      Math.log(1000 + 10 * t) - usual,
    ]
    at(t).forEach((value, c) => {
      expect(value).toBeCloseTo(expected[c], 5)
    })
  })

  it('are 0 where missing, and not carried forward', () => {
    expect(at(90).map((value) => value === 0)).toEqual([false, false, false, false, true])
    expect(at(91).map((value) => value === 0)).toEqual([true, false, false, false, false])
    expect(at(93).map((value) => value === 0)).toEqual([true, true, true, true, false])
    expect(at(10).every((value) => value === 0)).toBe(true)
    expect(at(22).some((value) => value === 0)).toBe(false)
  })

  it('are clipped to ±5', () => {
    const jump = smallPanel(Array.from(close, (c, t) => [t === 70 ? 10 * c : c]))
    expect([...rows(jump).subarray(71 * COLUMNS, 71 * COLUMNS + 4)]).toEqual([5, 5, 5, 5])
    expect([...rows(jump).subarray(72 * COLUMNS, 72 * COLUMNS + 4)]).toEqual([-5, -5, -5, -5])
  })

  it('are five of one group and in no set', () => {
    expect(BAR_DEFINITIONS.map(({ name }) => name)).toEqual([
      'barOpen',
      'barHigh',
      'barLow',
      'barClose',
      'barVolume',
    ])
    for (const set of ['standard', 'extended']) {
      const { definitions } = marketArrays(panel, {
        selection: { include: [set], exclude: [] },
      }).characteristics
      expect(definitions.map(({ group }) => group)).not.toContain('bars')
    }
  })

  it('are 0 outside the universe, and unchanged when a history of adjusted closes is doubled', () => {
    const { panel: market } = syntheticMarket({ assets: 8, from: '2014-01-02', to: '2014-12-31' })
    const n = market.assets.length
    const arrays = marketArrays(market, { selection: BARS })
    const { values } = arrays.characteristics
    arrays.universe.forEach((member, cell) => {
      if (member === 1) return
      const row = values.subarray(cell * COLUMNS, (cell + 1) * COLUMNS)
      if (row.some((value) => value !== 0)) expect.fail(`cell ${cell}`)
    })
    expect(values.some((value) => value !== 0)).toBe(true)
    const adjClose = market.adjClose.map((price, cell) => (cell % n === 2 ? 2 * price : price))
    expect(
      marketArrays({ ...market, adjClose }, { selection: BARS }).characteristics.values,
    ).toEqual(values)
  })

  it('of a row do not change with data of its date or later: all fields redrawn', () => {
    const { panel: market } = syntheticMarket({ assets: 8, from: '2014-01-02', to: '2014-12-31' })
    const cut = 150
    const barsOf = (of: Panel) => marketArrays(of, { bars: true }).bars?.values as Float32Array
    const [before, after] = [barsOf(market), barsOf(withOtherPrices(market, cut))]
    const known = (cut + 2) * market.assets.length * COLUMNS
    expect(before.length).toBe((market.dates.length + 1) * market.assets.length * COLUMNS)
    expect(before.subarray(0, known).some((value) => value !== 0)).toBe(true)
    expect(after.subarray(0, known)).toEqual(before.subarray(0, known))
    expect(after.subarray(known)).not.toEqual(before.subarray(known))
  })

  it('as inputs are the same five columns, also where a user has a group of that name', () => {
    const values = new Float32Array(panel.dates.length).fill(0.5)
    const own = { ...panel, supplied: [{ name: 'mood', group: 'bars', values }] }
    expect(marketArrays(own, { bars: true }).bars?.values).toEqual(rows(panel))
    expect(marketArrays(panel)).not.toHaveProperty('bars')
  })
})

/** Every field after row `cut` is another. */
function withOtherPrices(panel: Panel, cut: number): Panel {
  const from = (cut + 1) * panel.assets.length
  const other = (field: Float64Array) =>
    field.map((value, cell) => (cell < from ? value : value * (1 + (cell % 7) / 10)))
  return {
    ...panel,
    open: other(panel.open),
    high: other(panel.high),
    low: other(panel.low),
    close: other(panel.close),
    adjClose: other(panel.adjClose),
    volume: other(panel.volume),
  }
}

function rows(panel: Panel): Float32Array {
  return marketArrays(panel, { selection: BARS }).characteristics.values
}
