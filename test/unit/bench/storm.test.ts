import { describe, expect, it } from 'vitest'
import { meanRankIc } from '../../../bench/predict/rank-ic.js'
import { adjustedMutualInformation, purity } from '../../../bench/storm/agreement.js'
import { MARKET, plantedMarket } from '../../../bench/storm/planted-market.js'

describe('agreement of codes and regimes', () => {
  const [a, b] = [
    [0, 0, 1, 1, 2, 2, 2, 0],
    [0, 0, 1, 2, 2, 2, 1, 0],
  ]

  it('is 1 for the same partition under other names', () => {
    const renamed = a.map((label) => 7 - label)
    expect(adjustedMutualInformation(a, renamed)).toBeCloseTo(1, 12)
    expect(purity(a, renamed)).toBe(1)
  })

  it('equals NumPy’s on a worked example, and is symmetric', () => {
    expect(adjustedMutualInformation(a, b)).toBeCloseTo(0.4128834646, 9)
    expect(adjustedMutualInformation(b, a)).toBeCloseTo(0.4128834646, 9)
    expect(purity(a, b)).toBe(6 / 8)
  })

  it('is below 0 where two labels are as unrelated as they can be', () => {
    expect(adjustedMutualInformation([0, 1, 0, 1], [0, 0, 1, 1])).toBeCloseTo(-0.5, 9)
  })
})

describe('the planted market', () => {
  it('has an oracle of the stated Rank IC, and no premium on average', () => {
    const { labels, oracle } = plantedMarket(1)
    expect(meanRankIc(oracle, labels, MARKET.stocks)).toBeGreaterThan(0.08)
    expect(meanRankIc(oracle, labels, MARKET.stocks)).toBeLessThan(0.17)
    const mean = oracle.reduce((sum, value) => sum + value, 0) / oracle.length
    expect(Math.abs(mean)).toBeLessThan(0.02)
  })

  it('stays in a regime for about 33 dates, and visits all four', () => {
    const { regimes } = plantedMarket(2)
    const moves = Array.from(regimes).filter((regime, t) => t > 0 && regime !== regimes[t - 1])
    expect(moves.length / regimes.length).toBeGreaterThan(0.02)
    expect(moves.length / regimes.length).toBeLessThan(0.045)
    expect(new Set(regimes).size).toBe(4)
  })
})
