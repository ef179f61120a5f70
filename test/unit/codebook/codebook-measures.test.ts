import { describe, expect, it } from 'vitest'
import { LEAST_DATES } from '../../../src/codebook/code-measures.js'
import { codebookMeasures } from '../../../src/codebook/codebook-measures.js'
import { addDays } from '../../../src/lib/dates.js'

/**
 * Figures computed with NumPy in double from the same formulas: the code of a date follows the
 * market of the date before where that is large, and is noise elsewhere.
 */
const [T, N, K] = [60, 6, 5]
const noise = (t: number, i: number) => {
  const x = Math.sin(12.9898 * t + 78.233 * i) * 43758.5453
  return x - Math.floor(x)
}
const range = (length: number) => Array.from({ length }, (_, t) => t)
const market = range(T).map((t) => 0.02 * (noise(t, 99) - 0.5))
const drawn = (t: number) => Math.floor(noise(t, 7) * 4)
const universeCode = (t: number) => {
  const before = market[t - 1]
  if (before === undefined || Math.abs(before) <= 0.005) return drawn(t)
  return before > 0 ? 2 : 0
}
const assetCode = (t: number, i: number) =>
  i === 3 && t % 4 === 0 ? Number.NaN : Math.floor(noise(Math.floor(t / 2), i) ** 2 * 4)
const outcomes = {
  market,
  rankIC: range(T).map((t) => (t === T - 1 ? Number.NaN : 0.4 * (noise(t, 55) - 0.45))),
}
const dates = range(T).map((t) => addDays('2020-01-01', t))
const usageTrain = Float64Array.of(5, 5, 5, 5, 0)

const ofUniverse = codebookMeasures({
  module: 'CROSS_SECTION',
  usageTrain,
  dates,
  codes: range(T).map((t) => Float32Array.of(universeCode(t))),
  outcomes,
})
const ofAssets = codebookMeasures({
  module: 'TIME_SERIES',
  usageTrain,
  dates,
  codes: range(T).map((t) => Float32Array.from(range(N), (i) => assetCode(t, i))),
  outcomes,
})

describe('the codes of the universe', () => {
  it('are counted, and spread over so many codes', () => {
    expect(ofUniverse.codes.map(({ usageTest }) => usageTest)).toEqual([21, 5, 22, 12, 0])
    expect(ofUniverse).toMatchObject({ size: K, used: 4 })
    expect(ofUniverse.perplexityTrain).toBeCloseTo(4, 12)
    expect(ofUniverse.perplexityTest).toBeCloseTo(3.5405366798315594, 12)
    expect(ofUniverse.persistence).toBeCloseTo(0.3050847457627119, 12)
  })

  it('explain the day that they encode, and not the next one', () => {
    expect(ofUniverse.marketShareOwnDay).toBeCloseTo(0.5805818327439133, 9)
    expect(ofUniverse.marketShareNextDay).toBeCloseTo(-0.02432447587019504, 9)
    expect(ofUniverse.marketSizeShareOwnDay).toBeCloseTo(0.1564275042979334, 9)
    expect(ofUniverse.marketSizeShareNextDay).toBeCloseTo(-0.03741319223467765, 9)
  })

  it('have the mean return, size and Rank IC of the dates on which they are active', () => {
    const [first, second, third] = ofUniverse.codes
    expect(first?.marketReturnNextDay).toBeCloseTo(-5.969099411837911e-5, 12)
    expect(first?.marketReturnOwnDay).toBeCloseTo(-0.005321001610334747, 12)
    expect(first?.marketSizeOwnDay).toBeCloseTo(0.00574879780884828, 12)
    expect(first?.marketSizeNextDay).toBeCloseTo(0.004475395063124043, 12)
    expect(first?.rankIC).toBeCloseTo(0.019794051997308822, 9)
    expect(first?.rankICStandardError).toBeCloseTo(0.024873923696170166, 9)
    expect(third?.rankICDays).toBe(21) // of 22, the last without returns
    expect(third?.rankIC).toBeCloseTo(0.012976472859979927, 9)
    expect(second).toMatchObject({ rankIC: null, rankICStandardError: null, rankICDays: 5 })
    expect(second?.marketReturnNextDay).toBeCloseTo(-0.0033769981376394753, 12)
    expect(LEAST_DATES).toBe(20)
  })

  it('have the dates of their first and last use, and no assets', () => {
    const [first, , , , unused] = ofUniverse.codes
    expect(first).toMatchObject({ firstDate: dates[0], lastDate: dates[58], carriers: [] })
    expect(unused).toMatchObject({ code: 4, usageTest: 0, firstDate: null, lastDate: null })
    expect(unused).toMatchObject({
      marketReturnOwnDay: null,
      marketSizeNextDay: null,
      rankIC: null,
    })
  })
})

describe('the codes of assets', () => {
  it('are counted over assets and dates, missing ones left out', () => {
    expect(ofAssets.codes.map(({ usageTest }) => usageTest)).toEqual([166, 77, 49, 53, 0])
    expect(ofAssets.perplexityTest).toBeCloseTo(3.4962680831683475, 12)
    expect(ofAssets.persistence).toBeCloseTo(0.6738461538461539, 12)
    expect(ofAssets).toMatchObject({ marketShareOwnDay: null, marketSizeShareNextDay: null })
  })

  it('list the assets that had them most often first', () => {
    const pairs = ofAssets.codes.map(({ carriers }) =>
      carriers.map(({ count, position }) => [count, position]),
    )
    expect(pairs[0]).toEqual([
      [34, 0],
      [34, 4],
      [30, 3],
      [24, 1],
      [24, 2],
      [20, 5],
    ])
    expect(pairs[3]?.slice(0, 3)).toEqual([
      [16, 5],
      [10, 2],
      [8, 0],
    ])
    expect(pairs[4]).toEqual([])
  })

  it('are active on the dates on which at least one asset has them', () => {
    const [first] = ofAssets.codes
    expect(first?.marketReturnNextDay).toBeCloseTo(-0.0008661199366215027, 12)
    expect(first?.rankIC).toBeCloseTo(0.005729077872196686, 9)
    expect(first?.rankICStandardError).toBeCloseTo(0.014935699250012572, 9)
    expect(first?.rankICDays).toBe(54)
  })
})
