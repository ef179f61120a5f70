import { describe, expect, it } from 'vitest'
import { marketArrays, marketData } from '../../../src/characteristics/market-data.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { UserError } from '../../../src/lib/errors.js'

const { panel } = syntheticMarket({ assets: 10, from: '2019-01-02', to: '2020-06-30' })
const arrays = marketArrays(panel, { bars: true })
const data = marketData(arrays)
const N = panel.assets.length
const M = arrays.characteristics.definitions.length

describe('asOf', () => {
  it('cuts every array at the date, with one more row for the columns known before the next date', () => {
    const t = 250
    const view = data.asOf(panel.dates[t])
    expect(view.dates).toEqual(panel.dates.slice(0, t + 1))
    expect(view.nextDate).toBe(panel.dates[t + 1])
    expect(view.returns.length).toBe((t + 1) * N)
    expect(view.market.length).toBe(t + 1)
    expect(view.universe.length).toBe((t + 2) * N)
    expect(view.characteristics.values.length).toBe((t + 2) * N * M)
    expect(view.bars?.values.length).toBe((t + 2) * N * 5)
  })

  it('copies no array', () => {
    const view = data.asOf(panel.dates[100])
    expect(view.returns.buffer).toBe(arrays.returns.buffer)
    expect(view.universe.buffer).toBe(arrays.universe.buffer)
    expect(view.characteristics.values.buffer).toBe(arrays.characteristics.values.buffer)
    expect(view.bars?.values.buffer).toBe(arrays.bars?.values.buffer)
  })

  it('at the last date is the whole panel, with the next session', () => {
    const view = data.asOf('2020-06-30')
    expect(view).toEqual(arrays)
    expect(view.nextDate).toBe('2020-07-01')
  })

  it('equals the market data of a panel cut at the date', () => {
    const t = 300
    const cut = marketArrays(
      {
        ...panel,
        dates: panel.dates.slice(0, t + 1),
        nextDate: panel.dates[t + 1],
        open: panel.open.subarray(0, (t + 1) * N),
        high: panel.high.subarray(0, (t + 1) * N),
        low: panel.low.subarray(0, (t + 1) * N),
        close: panel.close.subarray(0, (t + 1) * N),
        adjClose: panel.adjClose.subarray(0, (t + 1) * N),
        volume: panel.volume.subarray(0, (t + 1) * N),
        members: panel.members.subarray(0, (t + 2) * N),
      },
      { bars: true },
    )
    expect(data.asOf(panel.dates[t])).toEqual(cut)
  })

  it.each([
    ['2019-07-04', '2019-07-03 and 2019-07-05'],
    ['2018-12-31', '2019-01-02'],
    ['2020-07-01', '2020-06-30'],
  ])('of %s, not a date of the dataset, names its neighbours', (date, neighbours) => {
    expect(() => data.asOf(date)).toThrow(UserError)
    expect(() => data.asOf(date)).toThrow(
      `${date} is not a date of this dataset; nearest: ${neighbours}`,
    )
  })
})

it('the arrays pass to a worker in shared memory', () => {
  const clone = structuredClone(arrays)
  expect(clone).toEqual(arrays)
  const all = [
    arrays.returns,
    arrays.universe,
    arrays.market,
    arrays.sectorOf,
    arrays.characteristics.values,
    arrays.bars?.values,
  ]
  for (const array of all) expect(array?.buffer).toBeInstanceOf(SharedArrayBuffer)
})
