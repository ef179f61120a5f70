import { describe, expect, it } from 'vitest'
import { align } from '../../../../src/dashboard/series/align.js'
import { compound, cumulate } from '../../../../src/dashboard/series/cumulate.js'
import { curvesOf, dailyReturns } from '../../../../src/dashboard/series/daily-returns.js'
import { commonRange, narrowed, tradingDateAt } from '../../../../src/dashboard/series/ranges.js'

const split = (from: string, dates: string[], net: number[]) => ({
  test: { from },
  pnlSeries: {
    dates,
    net,
    gross: net.map((x) => 2 * x),
    hedgedNet: net.map(() => null),
    turnover: net,
    shortExposure: net,
  },
})

const first = split('2019-01-01', ['2019-01-02', '2019-01-03'], [1, 2])
const failed = split('2020-01-01', [], [])
const last = split('2021-01-01', ['2021-01-04', '2021-01-05'], [3, -1])

describe('curves', () => {
  it('sum the known values and start at the first', () => {
    expect(cumulate([null, 1, null, 2])).toEqual([null, 1, 1, 3])
    expect(cumulate([])).toEqual([])
  })

  it('compound from 1', () => {
    expect(compound([null, 0.5, null, -0.5])).toEqual([null, 1.5, 1.5, 0.75])
  })

  it('continue after a failed split, which is a gap', () => {
    const curves = curvesOf(dailyReturns([first, failed, last]))
    expect(curves.dates).toEqual([
      '2019-01-02',
      '2019-01-03',
      '2020-01-01',
      '2021-01-04',
      '2021-01-05',
    ])
    expect(curves.net).toEqual([1, 3, null, 6, 5])
    expect(curves.gross).toEqual([2, 6, null, 12, 10])
    expect(curves.hedgedNet).toEqual([null, null, null, null, null])
  })

  it('start at 0 at the start of the range, without the gap before it', () => {
    const range = { from: '2021-01-01', to: '2021-01-04' }
    expect(curvesOf(dailyReturns([first, failed, last], range)).net).toEqual([3])
  })

  it('have no gap for a live split without dates at the end', () => {
    expect(dailyReturns([first, failed])).toHaveLength(2)
  })

  it('share one axis: undefined between dates, null in a gap', () => {
    const [times, a, b] = align([
      { dates: ['2020-01-01', '2020-01-03', '2020-01-04'], values: [1, null, 2] },
      { dates: ['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04'], values: [5, 6, 7, 8] },
    ])
    expect(times).toEqual(['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04'].map(toSeconds))
    expect(a).toEqual([1, undefined, null, 2])
    expect(b).toEqual([5, 6, 7, 8])
    const [, c] = align([
      { dates: ['2020-01-01', '2020-01-04'], values: [null, 2] },
      { dates: ['2020-01-02'], values: [6] },
    ])
    expect(c).toEqual([null, null, 2])
  })
})

describe('ranges', () => {
  it('are the common range of all runs', () => {
    expect(
      commonRange([
        [first, last],
        [failed, last],
      ]),
    ).toEqual({
      from: '2021-01-04',
      to: '2021-01-05',
    })
    expect(commonRange([[failed]])).toBeUndefined()
  })

  it('narrow to the requested dates, never widen', () => {
    const range = { from: '2019-01-02', to: '2021-01-05' }
    expect(narrowed(range, {})).toEqual(range)
    expect(narrowed(range, { from: '2020-06-01', to: '2030-01-01' })).toEqual({
      from: '2020-06-01',
      to: '2021-01-05',
    })
  })

  it.each([
    ['2021-01-03', '2021-01-01'],
    ['2021-01-04', '2021-01-04'],
    ['2000-01-01', '2021-01-01'],
    ['2030-01-01', '2021-01-05'],
  ])('%s falls on the trading date %s', (date, expected) => {
    expect(tradingDateAt(['2021-01-01', '2021-01-04', '2021-01-05'], date)).toBe(expected)
  })
})

const toSeconds = (date: string) => Date.parse(date) / 1000
