import { describe, expect, it } from 'vitest'
import { BUY, HOLD, SELL } from '../../../src/agent/action.js'
import { buyAndHold, meanPreferences } from '../../../src/agent/preferences.js'
import { type Preferences, Trader } from '../../../src/agent/trader.js'
import { createRandom } from '../../../src/lib/random.js'

const terms = { cash: 100_000, costRate: 5e-4 }
const inputs = new Float32Array(2)
const wants =
  (action: number): Preferences =>
  () =>
    [SELL, HOLD, BUY].map((other) => Number(other === action))

describe('a trader', () => {
  it('sees whether it holds shares', () => {
    const seen: number[] = []
    const trader = new Trader(terms)
    const watch: Preferences = (observation) => {
      seen.push(observation[2])
      return buyAndHold(observation)
    }
    for (let t = 0; t < 3; t++) trader.realise(0.01, trader.decide(inputs, watch))
    expect(seen).toEqual([0, 1, 1])
  })

  it('earns gross less the cost of its turnover on every date', () => {
    const random = createRandom(1)
    const trader = new Trader(terms)
    let value = terms.cash
    for (let t = 0; t < 300; t++) {
      const trade = trader.decide(inputs, wants(random.integer(3)))
      const { gross, value: after } = trader.realise(0.02 * random.normal(), trade)
      expect(after / value - 1).toBeCloseTo(gross - terms.costRate * trade.turnover, 12)
      expect(trade.weight).toBeLessThanOrEqual(1)
      value = after
    }
  })

  it('buys once and holds, and is charged one cost', () => {
    const trader = new Trader(terms)
    const trades = [0.1, -0.05, Number.NaN].map((earned) => {
      const trade = trader.decide(inputs, buyAndHold)
      return { ...trade, ...trader.realise(earned, trade) }
    })
    expect(trades.map(({ action }) => action)).toEqual([BUY, HOLD, HOLD])
    expect(trades.map(({ turnover }) => turnover > 0)).toEqual([true, false, false])
    expect(trades[2].gross).toBe(0)
    expect(trades[2].value).toBe(trades[1].value)
    const { shares } = trades[0]
    expect(shares).toBe(999)
    expect(trades[2].value).toBeCloseTo(terms.cash + shares * (100 * 1.1 * 0.95 - 100.05), 8)
  })

  it('sells where the asset may not be held, whatever the policy wants', () => {
    const trader = new Trader(terms)
    trader.realise(0.01, trader.decide(inputs, wants(BUY)))
    const { action, shares } = trader.decide(inputs, wants(BUY), false)
    expect([action, shares]).toEqual([SELL, 0])
  })
})

describe('preferences', () => {
  it('of buy-and-hold never name an action that changes nothing', () => {
    const [flat, held] = [0, 1].map((holds) => buyAndHold(Float32Array.of(0, holds)))
    expect(flat.indexOf(Math.max(...flat))).toBe(BUY)
    expect(held.indexOf(Math.max(...held))).toBe(HOLD)
  })

  it('of several seeds are their mean', () => {
    expect([
      ...meanPreferences([
        [0.2, 0.3, 0.5],
        [0.4, 0.5, 0.1],
      ]),
    ]).toEqual([0.3, 0.4, 0.3].map((x) => expect.closeTo(x, 12)))
  })
})
