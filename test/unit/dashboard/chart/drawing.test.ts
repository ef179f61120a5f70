import { describe, expect, it } from 'vitest'
import { thinned } from '../../../../src/dashboard/chart/thinned.js'
import { dateTicks, valueTicks } from '../../../../src/dashboard/chart/ticks.js'
import { toSeconds } from '../../../../src/dashboard/series/align.js'

describe('the ticks of a value axis', () => {
  it('are round, and lie between the ends', () => {
    const texts = valueTicks(-0.03, 0.21).map((tick) => tick.toFixed(2))
    expect(texts).toEqual(['0.00', '0.05', '0.10', '0.15', '0.20'])
    expect(valueTicks(0, 0)).toEqual([0])
    expect(valueTicks(0.9, 1.1).length).toBeGreaterThan(2)
  })
})

describe('the ticks of a date axis', () => {
  const between = (from: string, to: string, most?: number) =>
    dateTicks(toSeconds(from), toSeconds(to), most).map(({ label }) => label)

  it('are years, or months of a short range, as many as have room', () => {
    expect(between('2017-03-01', '2020-12-31', 6)).toEqual(['2018', '2019', '2020'])
    expect(between('2020-01-02', '2020-06-30', 6)).toEqual([
      '2020-02',
      '2020-03',
      '2020-04',
      '2020-05',
      '2020-06',
    ])
    expect(between('1990-01-01', '2020-12-31', 6).length).toBeLessThanOrEqual(6)
  })
})

describe('a thinned curve', () => {
  it('keeps its ends, extremes and gaps', () => {
    const values: (number | null | undefined)[] = Array.from({ length: 1000 }, (_, t) => t % 7)
    values[333] = 50
    values[444] = -50
    values[555] = null
    values[10] = undefined
    const kept = thinned(values, 20)
    expect(kept.length).toBeLessThan(120)
    for (const t of [0, 333, 444, 555, 999]) expect(kept).toContain(t)
    expect(kept).not.toContain(10)
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b))
  })

  it('is whole where there is room', () => {
    expect(thinned([1, undefined, 2, null], 10)).toEqual([0, 2, 3])
  })
})
