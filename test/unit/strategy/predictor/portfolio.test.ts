import { describe, expect, it } from 'vitest'
import { sizedPortfolio, topkDropRule } from '../../../../src/strategy/predictor/portfolio.js'

const settings = { k: 50, n: 5, hold: 1, riskAversion: 0, sides: 'long' } as const

describe('the size of a TopK-Drop book', () => {
  it.each([
    [470, 50, 5],
    [300, 50, 5],
    [100, 16, 2],
    [44, 7, 1],
    [30, 5, 1],
    [4, 1, 1],
  ])('in a universe of %d names is %d, of which %d may be replaced', (universe, k, n) => {
    expect(sizedPortfolio(settings, universe)).toEqual({ ...settings, k, n })
  })

  it('never replaces more names than it holds', () => {
    expect(sizedPortfolio({ ...settings, k: 5, n: 9 }, 470)).toMatchObject({ k: 5, n: 5 })
  })

  it('holds the best names, and sells only n of them', () => {
    const rule = topkDropRule({ ...settings, k: 2, n: 1 }, 100)
    const columns = Int32Array.of(0, 1, 2, 3)
    const risk = new Float32Array(4).fill(1)
    const first = rule.decide(
      { mean: Float32Array.of(4, 3, 2, 1), risk },
      columns,
      rule.nothingHeld,
    )
    expect(Array.from(first.weights)).toEqual([0.5, 0.5, 0, 0])
    const next = rule.decide({ mean: Float32Array.of(1, 2, 3, 4), risk }, columns, first.held)
    expect(Array.from(next.weights)).toEqual([0, 0.5, 0, 0.5])
    expect(rule.warmUp).toBe(6)
  })
})
