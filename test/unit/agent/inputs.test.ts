import { describe, expect, it } from 'vitest'
import {
  inputsOf,
  recentReturns,
  scaled,
  scalingOf,
  trainingMarket,
} from '../../../src/agent/inputs.js'
import { createRandom } from '../../../src/lib/random.js'

const ROWS = 90
const random = createRandom(3)
const returns = Float64Array.from({ length: ROWS }, () => 0.01 * random.normal())
const states = Float32Array.from({ length: 2 * ROWS }, (_, i) =>
  i % 2 === 0 ? random.normal() : 4,
)
const scaling = scalingOf(states, 2)
const market = trainingMarket({ states, width: 2, returns, from: 0 }, scaling)

describe('the inputs of an agent', () => {
  it('are the last five returns before the row, over the deviation of the 63 before it', () => {
    const known = returns.subarray(80 - 63, 80)
    const mean = known.reduce((sum, x) => sum + x, 0) / 63
    const sd = Math.sqrt(known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 63)
    const expected = [75, 76, 77, 78, 79].map((row) => expect.closeTo(returns[row] / sd, 5))
    expect([...recentReturns(returns, 80)]).toEqual(expected)
  })

  it('are 0 while little is known, where a return is missing or the price does not move', () => {
    expect([...recentReturns(returns, 19)]).toEqual([0, 0, 0, 0, 0])
    expect([...recentReturns(new Float64Array(ROWS), 60)]).toEqual([0, 0, 0, 0, 0])
    const gap = returns.slice()
    gap[78] = Number.NaN
    expect(recentReturns(gap, 80)[3]).toBe(0)
    expect(recentReturns(gap, 80)[4]).not.toBe(0)
  })

  it('hold states scaled by their mean and deviation in training, clipped', () => {
    const row = Float32Array.of(scaling.mean[0] + 2 * scaling.deviation[0], 9)
    expect([...scaled(row, scaling)]).toEqual([expect.closeTo(2, 5), 0]) // the second never changed
    expect(scaled(Float32Array.of(1e6, 4), scaling)[0]).toBe(5)
  })
})

describe('the market an agent is trained on', () => {
  it('trades row t at the price before its return', () => {
    expect(market.prices).toHaveLength(ROWS + 1)
    expect(market.prices[0]).toBe(100)
    for (let t = 0; t < ROWS; t++) {
      expect(market.prices[t + 1] / market.prices[t] - 1).toBeCloseTo(returns[t], 12)
    }
  })

  it('has no return of a row or a later one in the inputs of the row', () => {
    for (const changed of [30, 60, 89]) {
      const other = returns.slice()
      other[changed] += 0.5
      const after = trainingMarket({ states, width: 2, returns: other, from: 0 }, scaling)
      const upTo = (changed + 1) * market.width
      expect(after.inputs.subarray(0, upTo)).toEqual(market.inputs.subarray(0, upTo))
      expect(after.prices.subarray(0, changed + 1)).toEqual(market.prices.subarray(0, changed + 1))
      if (changed < 89) expect(after.inputs).not.toEqual(market.inputs)
    }
  })

  it('has the inputs that a later decision would have on the same row', () => {
    const row = 70
    const inputs = inputsOf(states.subarray(2 * row, 2 * row + 2), scaling, returns, row)
    expect(inputs).toEqual(market.inputs.slice(row * 7, row * 7 + 7))
  })
})
